"""The family of convolutional nets: everything that the app needs of it; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.cnn.challenges import CHALLENGES
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.formulas import formulas, sources
from nets.models.cnn.script import parts

FAMILY = Family(Convolutional, "nets.models.cnn.build:build", CHALLENGES, formulas, sources, parts)
