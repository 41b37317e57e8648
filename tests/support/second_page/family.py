"""The family of lines, without formulas, challenges and script."""

from __future__ import annotations

from nets.experiment.family import Family
from tests.support.second_page.line import Line

FAMILY = Family(Line, "tests.support.second_page.learner:build")
