"""The families of nets, in the order they are listed. torch-free."""

from __future__ import annotations

from nets.experiment.experiment import Experiment
from nets.experiment.family import Family
from nets.models.autoencoder.family import FAMILY as AUTOENCODER
from nets.models.bert.family import FAMILY as BERT
from nets.models.captioner.family import FAMILY as CAPTIONER
from nets.models.cnn.family import FAMILY as CNN
from nets.models.gpt.family import FAMILY as GPT
from nets.models.neuron.family import FAMILY as NEURON
from nets.models.perceptron.family import FAMILY as PERCEPTRON
from nets.models.recurrent.family import FAMILY as RECURRENT
from nets.models.seq2seq.family import FAMILY as SEQ2SEQ
from nets.models.transformer.family import FAMILY as TRANSFORMER
from nets.models.word2vec.family import FAMILY as WORD2VEC

FAMILIES: tuple[Family, ...] = (
    NEURON,
    PERCEPTRON,
    CNN,
    AUTOENCODER,
    RECURRENT,
    WORD2VEC,
    SEQ2SEQ,
    CAPTIONER,
    GPT,
    BERT,
    TRANSFORMER,
)
EXPERIMENTS: dict[str, type[Experiment]] = {family.name: family.experiment for family in FAMILIES}
