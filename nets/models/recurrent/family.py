"""The family of nets that read sequences; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.recurrent.challenges import CHALLENGES
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.formulas import formulas, sources
from nets.models.recurrent.script import parts

FAMILY = Family(Recurrent, "nets.models.recurrent.build:build", CHALLENGES, formulas, sources, parts)
