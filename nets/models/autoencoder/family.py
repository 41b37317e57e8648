"""The family of autoencoders: everything that the app needs of it; torch-free."""

from __future__ import annotations

from nets.experiment.family import Family
from nets.models.autoencoder.challenges import CHALLENGES
from nets.models.autoencoder.experiment import Autoencoder
from nets.models.autoencoder.formulas import formulas, sources
from nets.models.autoencoder.script import parts

FAMILY = Family(Autoencoder, "nets.models.autoencoder.build:build", CHALLENGES, formulas, sources, parts)
