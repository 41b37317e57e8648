"""The families of nets, in the order they are listed. torch-free."""

from __future__ import annotations

from nets.autoencoder.experiment import Autoencoder
from nets.bert.experiment import Bert
from nets.captioner.experiment import Captioner
from nets.cnn.experiment import Convolutional
from nets.gpt.experiment import GPT
from nets.neuron.experiment import Neuron
from nets.perceptron.experiment import Perceptron
from nets.recurrent.experiment import Recurrent
from nets.seq2seq.experiment import Seq2Seq
from nets.training.experiment import Experiment
from nets.transformer.experiment import Transformer
from nets.word2vec.experiment import Word2Vec

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
