"""The family of nets that describe images: everything that the app needs of it; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.captioner.challenges import CHALLENGES
from nets.models.captioner.experiment import Captioner
from nets.models.captioner.formulas import formulas, sources
from nets.models.captioner.script import parts

FAMILY = Family(Captioner, "nets.models.captioner.build:build", CHALLENGES, formulas, sources, parts)
