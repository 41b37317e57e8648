"""The loss of some sentences, from drawing to the mean over their pairs; a script takes this file as it stands."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from nets.models.word2vec.losses import Paths, cbow, hierarchical, negative, skip_gram, softmax
from nets.models.word2vec.sampling import SHARE
from nets.models.word2vec.windows import kept, reaches, strung, windows


class Learning:
    """`model` is skip-gram or cbow, `output` softmax, negative or hierarchical.

    The corpus: `ids` (N,), `starts` (S + 1,). Worked out from its counts: `keep` (V,), the chance to stay; `noise`
    (V,), the chances to be drawn, summed up; `nodes` and `turns` (V, L), the ways down the tree. What an output layer
    does not need is empty.
    """

    def __init__(
        self,
        model: str,
        output: str,
        ids: Tensor,
        starts: Tensor,
        keep: Tensor,
        noise: Tensor,
        nodes: Tensor,
        turns: Tensor,
    ) -> None:
        self.model, self.output, self.ids, self.starts = model, output, ids, starts
        self.keep, self.noise, self.nodes, self.turns = keep, noise, nodes, turns
        self.sampled = bool((keep < 1).any())

    def loss(self, net: Any, indices: Tensor, generator: Generator) -> Tensor:
        """The mean loss of the pairs in the sentences at `indices` (B,). What is drawn is drawn from `generator`."""
        words, sentence = strung(self.ids, self.starts, indices)
        if self.sampled:
            words, sentence = kept(words, sentence, self.keep, generator)
        reach = reaches(len(words), net.window, net.dynamic, generator)
        batch = windows(words, sentence, reach, net.window)
        if self.output == "hierarchical":
            return hierarchical(net, batch, Paths(self.nodes, self.turns), self.model == "cbow")
        made = (skip_gram if self.model == "skip-gram" else cbow)(net, batch)
        if self.output == "softmax":
            return softmax(net, made)
        return negative(net, made, self.drawn(SHARE * net.negatives, generator))

    def drawn(self, count: int, generator: Generator) -> Tensor:
        """Return this number of words (M,), drawn by the probabilities of the noise."""
        chances = torch.rand(count, generator=generator, dtype=torch.float64)
        return torch.searchsorted(self.noise, chances).clamp_max(len(self.noise) - 1)
