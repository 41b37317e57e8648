"""The Word2Vec family; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.word2vec.challenges import CHALLENGES
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.formulas import formulas, sources
from nets.models.word2vec.script import parts

FAMILY = Family(Word2Vec, "nets.models.word2vec.build:build", CHALLENGES, formulas, sources, parts)
