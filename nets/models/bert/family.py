"""The BERT family; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.bert.challenges import CHALLENGES
from nets.models.bert.experiment import Bert
from nets.models.bert.formulas import formulas, sources
from nets.models.bert.script import parts

FAMILY = Family(Bert, "nets.models.bert.build:build", CHALLENGES, formulas, sources, parts)
