"""The family of encoder-decoders; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.seq2seq.challenges import CHALLENGES
from nets.models.seq2seq.experiment import Seq2Seq
from nets.models.seq2seq.formulas import formulas, sources
from nets.models.seq2seq.script import parts

FAMILY = Family(Seq2Seq, "nets.models.seq2seq.build:build", CHALLENGES, formulas, sources, parts)
