"""The family of single neurons: everything that the app needs of it; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.neuron.challenges import CHALLENGES
from nets.models.neuron.experiment import Neuron
from nets.models.neuron.formulas import formulas, sources
from nets.models.neuron.script import parts

FAMILY = Family(Neuron, "nets.models.neuron.build:build", CHALLENGES, formulas, sources, parts)
