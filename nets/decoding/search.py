"""Writing symbol after symbol with any model: always the likeliest, or several beginnings side by side.

A model is a function `step(tokens, state) -> (log_probs, state)`: after symbols (N,) int64 the logarithms (N, V) of the
probability of each next one. Its state is a tuple of tensors with N rows first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

DecoderState = tuple[Tensor, ...]
StepFunction = Callable[[Tensor, DecoderState], tuple[Tensor, DecoderState]]
ChooseToken = Callable[[Tensor, DecoderState], Tensor]  # symbols (N,) from scores (N, V)


def greedy_search(step: StepFunction, state: DecoderState, start: int, end: int, most: int) -> Tensor:
    """The answers (N, most) that come of always taking the likeliest symbol; behind their `end` stands `start`.

    Scores of any kind serve as well as logarithms of probabilities.
    """
    first = torch.full((len(state[0]),), start)
    written, _ = decode_with(step, state, first, lambda scores, _state: scores.argmax(dim=1), end, most)
    return torch.where(written >= 0, written, start)


def decode_with(
    step: StepFunction, state: DecoderState, first: Tensor, choose: ChooseToken, end: int, most: int
) -> tuple[Tensor, Tensor]:
    """Answers (N, most), each symbol as `choose` takes it, and the logarithms of their probabilities; begun by `first`.

    Behind the `end` of an answer stand -1 and 0. Chances are those of the scores, however it was chosen.
    """
    tokens, written = first, torch.full((len(first), most), -1)
    going, logs = torch.ones_like(first, dtype=torch.bool), torch.zeros(len(first), most, dtype=torch.float64)
    for place in range(most):
        scores, state = step(tokens, state)
        tokens = choose(scores, state)
        written[:, place] = torch.where(going, tokens, -1)
        found = scores.double().log_softmax(dim=1).gather(1, tokens[:, None])[:, 0]
        logs[:, place] = torch.where(going, found, 0)
        going = going & (tokens != end)
        if not going.any():
            break
    return written, logs


@dataclass(frozen=True)
class BeamNode:
    """A symbol that a beam has considered, after the node numbered `parent`.

    `total` adds up the logarithms of probability from the start. Of those not `kept` nothing grows.
    """

    parent: int
    token: int
    log_prob: float
    total: float
    depth: int
    kept: bool
    finished: bool


@dataclass(frozen=True)
class Hypothesis:
    """A whole answer with its end, its score, and the node that it ends in."""

    tokens: tuple[int, ...]
    score: float
    node: int


@dataclass
class BeamResult:
    """What a beam search has found: answers, the best first, and every node it has considered, the start first."""

    hypotheses: list[Hypothesis] = field(default_factory=list)
    nodes: list[BeamNode] = field(default_factory=list)

    def tokens(self, node: int) -> tuple[int, ...]:
        """The symbols on the way from the start to a node."""
        found: list[int] = []
        while self.nodes[node].parent >= 0:
            found.append(self.nodes[node].token)
            node = self.nodes[node].parent
        return tuple(reversed(found))


def beam_search(
    step: StepFunction, state: DecoderState, start: int, end: int, width: int, most: int, penalty: float = 1.0
) -> BeamResult:
    """The `width` best answers of up to `most` symbols that a search finds which goes on with `width` beginnings.

    A finished answer scores its total divided by its length, the end counted, to the power of `penalty`: 0 lets the
    shorter ones win, 1 and more make up for length. The search ends when no beginning, at its present length, would
    score better than the worst of `width` finished answers. `state` has one row. So does `generate` of Hugging Face's
    transformers (Wolf et al. 2020) search.
    """
    made = BeamResult(nodes=[BeamNode(-1, start, 0.0, 0.0, 0, True, False)])
    alive = [0]  # nodes, the best first
    for depth in range(1, most + 1):
        log_probs, state = step(torch.tensor([made.nodes[node].token for node in alive]), state)
        rows = _grown(made, alive, log_probs, width, depth, end, depth == most, penalty)
        alive = [node for node, _row in rows]
        state = tuple(part[[row for _node, row in rows]] for part in state)
        if not alive:
            break
        best = made.nodes[alive[0]].total / depth**penalty
        if len(made.hypotheses) == width and best <= made.hypotheses[-1].score:
            break
    return made


def _grown(
    made: BeamResult,
    alive: Sequence[int],
    log_probs: Tensor,
    width: int,
    depth: int,
    end: int,
    last: bool,
    penalty: float,
) -> list[tuple[int, int]]:
    """The best of all next symbols (N, V) as nodes; those that go on, with the row of the one before them.

    Twice as many as the beam is wide are considered, since at most one in two ends an answer. An end counts only where
    it is among the first `width`. When it is the last step, they all end.
    """
    totals = log_probs + torch.tensor([[made.nodes[node].total] for node in alive]).to(log_probs)
    found = totals.flatten().topk(min(2 * width, totals.numel()))
    going: list[tuple[int, int]] = []
    for rank, (total, at) in enumerate(zip(found.values.tolist(), found.indices.tolist(), strict=True)):
        row, token = divmod(at, totals.shape[1])
        done = token == end or last
        kept = total > -torch.inf and (rank < width if done else len(going) < width)
        number = len(made.nodes)
        log_prob = float(log_probs[row, token])
        made.nodes.append(BeamNode(alive[row], token, log_prob, total, depth, kept, done and kept))
        if kept and done:
            made.hypotheses.append(Hypothesis(made.tokens(number), total / depth**penalty, number))
        elif kept:
            going.append((number, row))
    made.hypotheses = sorted(made.hypotheses, key=lambda each: -each.score)[:width]
    return going
