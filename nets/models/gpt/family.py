"""The family of decoder-only Transformers; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.gpt.challenges import CHALLENGES
from nets.models.gpt.experiment import GPT
from nets.models.gpt.formulas import formulas, sources
from nets.models.gpt.script import parts

FAMILY = Family(GPT, "nets.models.gpt.build:build", CHALLENGES, formulas, sources, parts)
