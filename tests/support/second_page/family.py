"""The family of lines, which has neither formulas nor challenges nor a script."""

from __future__ import annotations

from nets.experiment.family import Family
from tests.support.second_page.line import Line

FAMILY = Family(Line, "tests.support.second_page.learner:build")
