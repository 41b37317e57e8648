"""The family of Transformers with encoder and decoder; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.transformer.challenges import CHALLENGES
from nets.models.transformer.experiment import Transformer
from nets.models.transformer.formulas import formulas, sources
from nets.models.transformer.script import parts

FAMILY = Family(Transformer, "nets.models.transformer.build:build", CHALLENGES, formulas, sources, parts)
