"""Build the net and its task from the experiment."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Generator

from nets.datasets.label_noise import replaced
from nets.datasets.shared_settings import first
from nets.datasets.text import corpus, upload_texts
from nets.datasets.text.corpus import Corpus
from nets.models.word2vec import sampling
from nets.models.word2vec.corpus_loss import CorpusLoss, build_corpus_loss
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.net import Word2VecNet
from nets.models.word2vec.settings import Data
from nets.models.word2vec.task import Word2VecTask, world_questions


def build(experiment: Word2Vec, generator: Generator) -> tuple[Word2VecNet, Word2VecTask]:
    """Return the untrained net and its task."""
    data, net = experiment.data, experiment.net
    training_corpus = corpus_of(data)
    words = len(training_corpus.words)
    language = "en" if data.name == "topics" else data.language
    questions = world_questions(training_corpus.words, language, is_scored=data.name == "world")
    task = Word2VecTask(training_corpus, language, loss_of(experiment, training_corpus), questions)
    arguments = (net.dim, net.window, net.dynamic, net.negatives, experiment.rows, generator)
    return Word2VecNet(words, words - (net.output == "hierarchical"), *arguments), task


def corpus_of(data: Data) -> Corpus:
    """Return the training sentences, with label noise in their words; the vocabulary is that of the whole corpus."""
    whole = _whole_corpus(data)
    sentences = first(len(whole.starts) - 1, data.share).stop
    starts = whole.starts[: sentences + 1]
    ids = replaced(whole.ids[: starts[-1]], 0, len(whole.words), data.label_noise, data.seed)
    return replace(whole, ids=ids, starts=starts)


def _whole_corpus(data: Data) -> Corpus:
    """Return the corpus that the settings name. Raises Problem."""
    if data.name == "world":
        return corpus.of_world(data.language, data.sentences, data.seed, data.min_count, data.most)
    if data.name == "topics":
        return corpus.of_topics(data.min_count, data.most)
    return upload_texts.read(data.text, data.language, data.min_count, data.most)


def loss_of(experiment: Word2Vec, training_corpus: Corpus) -> CorpusLoss:
    """Return the loss of the corpus with the settings of an experiment."""
    net, counts = experiment.net, training_corpus.counts
    keep = torch.from_numpy(sampling.keep_probabilities(counts, experiment.data.subsample)).float()
    arrays = training_corpus.ids, training_corpus.starts
    return build_corpus_loss(net.model, net.output, arrays, counts, keep, net.power)
