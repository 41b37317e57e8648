"""The family of multi-layer perceptrons: everything that the app needs of it; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.perceptron.challenges import CHALLENGES
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.formulas import formulas, sources
from nets.models.perceptron.script import parts

FAMILY = Family(Perceptron, "nets.models.perceptron.build:build", CHALLENGES, formulas, sources, parts)
