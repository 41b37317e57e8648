"""From the experiment to the net and its task."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Generator

from nets.datasets.label_noise import replaced
from nets.datasets.shared_settings import first
from nets.datasets.text import corpus, upload_texts
from nets.datasets.text.corpus import Corpus
from nets.models.word2vec import sampling
from nets.models.word2vec.corpus_loss import Learning
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.net import Word2VecNet
from nets.models.word2vec.settings import Data
from nets.models.word2vec.task import Words


def build(experiment: Word2Vec, generator: Generator) -> tuple[Word2VecNet, Words]:
    """The untrained net and its task."""
    data, net = experiment.data, experiment.net
    read = corpus_of(data)
    learning = learn(experiment, read)
    outputs = len(read.words) - (net.output == "hierarchical")
    given = (net.dim, net.window, net.dynamic, net.negatives, experiment.rows, generator)
    language = "en" if data.name == "topics" else data.language
    return Word2VecNet(len(read.words), outputs, *given), Words(read, language, learning, data.name == "world")


def corpus_of(data: Data) -> Corpus:
    """The sentences to learn from, label noise in their words; words and counts are of the whole corpus."""
    whole = _whole(data)
    sentences = first(len(whole.starts) - 1, data.share).stop
    starts = whole.starts[: sentences + 1]
    ids = replaced(whole.ids[: starts[-1]], 0, len(whole.words), data.label_noise, data.seed)
    return replace(whole, ids=ids, starts=starts)


def _whole(data: Data) -> Corpus:
    """The corpus that the settings name. Raises Problem."""
    if data.name == "world":
        return corpus.of_world(data.language, data.sentences, data.seed, data.min_count, data.most)
    if data.name == "topics":
        return corpus.of_topics(data.min_count, data.most)
    return upload_texts.read(data.text, data.language, data.min_count, data.most)


def learn(experiment: Word2Vec, read: Corpus) -> Learning:
    """What is worked out of the counts, as far as the output layer needs it."""
    net, counts = experiment.net, read.counts
    keep = torch.from_numpy(sampling.keep(counts, experiment.data.subsample)).float()
    none = torch.empty(0, dtype=torch.float64)
    noise = torch.from_numpy(sampling.noise(counts, net.power)).cumsum(0) if net.output == "negative" else none
    nodes = turns = torch.empty(0, 0)
    if net.output == "hierarchical":
        nodes, turns = map(torch.from_numpy, sampling.huffman(counts))
    ids, starts = torch.from_numpy(read.ids), torch.from_numpy(read.starts)
    return Learning(net.model, net.output, ids, starts, keep, noise, nodes, turns.float())
