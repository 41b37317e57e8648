"""The families of nets, in the order they are listed. torch-free."""

from __future__ import annotations

from nets.experiment.experiment import Experiment
from nets.models.autoencoder.experiment import Autoencoder
from nets.models.bert.experiment import Bert
from nets.models.captioner.experiment import Captioner
from nets.models.cnn.experiment import Convolutional
from nets.models.gpt.experiment import GPT
from nets.models.neuron.experiment import Neuron
from nets.models.perceptron.experiment import Perceptron
from nets.models.recurrent.experiment import Recurrent
from nets.models.seq2seq.experiment import Seq2Seq
from nets.models.transformer.experiment import Transformer
from nets.models.word2vec.experiment import Word2Vec

FAMILIES: dict[str, type[Experiment]] = {
    "neuron": Neuron,
    "perceptron": Perceptron,
    "cnn": Convolutional,
    "autoencoder": Autoencoder,
    "recurrent": Recurrent,
    "word2vec": Word2Vec,
    "seq2seq": Seq2Seq,
    "captioner": Captioner,
    "gpt": GPT,
    "bert": Bert,
    "transformer": Transformer,
}
