"""Autoregressive decoding with any model: greedy search, sampling and beam search.

A model is a function `step(tokens, state) -> (log_probs, state)`: the log-probabilities (N, V) of the tokens after
tokens (N,) int64. Its state is a tuple of tensors whose first dimension is N.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

DecoderState = tuple[Tensor, ...]
StepFunction = Callable[[Tensor, DecoderState], tuple[Tensor, DecoderState]]
ChooseToken = Callable[[Tensor, DecoderState], Tensor]  # tokens (N,) from scores (N, V)


def greedy_search(step: StepFunction, state: DecoderState, start: int, end: int, most: int) -> Tensor:
    """Return the answers (N, most) of the most likely tokens, padded with `start`; scores may be logits."""
    first = torch.full((len(state[0]),), start)
    tokens, _log_probs = decode_with(step, state, first, lambda scores, _state: scores.argmax(dim=1), end, most)
    return torch.where(tokens >= 0, tokens, start)


def decode_with(
    step: StepFunction, state: DecoderState, first: Tensor, choose: ChooseToken, end: int, most: int
) -> tuple[Tensor, Tensor]:
    """Decode with any choice of tokens.

    Args:
        step: The model.
        state: Its state, for N answers.
        first: The tokens (N,) before the answers.
        choose: Chooses the tokens.
        end: The token that ends an answer.
        most: The most tokens of an answer.

    Returns:
        The answers (N, most), padded with -1, and the log-probabilities (N, most) of their tokens, padded with 0.
    """
    tokens, answers = first, torch.full((len(first), most), -1)
    is_running, log_probs = torch.ones_like(first, dtype=torch.bool), torch.zeros(len(first), most, dtype=torch.float64)
    for position in range(most):
        scores, state = step(tokens, state)
        tokens = choose(scores, state)
        answers[:, position] = torch.where(is_running, tokens, -1)
        log_prob = scores.double().log_softmax(dim=1).gather(1, tokens[:, None])[:, 0]
        log_probs[:, position] = torch.where(is_running, log_prob, 0)
        is_running = is_running & (tokens != end)
        if not is_running.any():
            break
    return answers, log_probs


@dataclass(frozen=True)
class BeamNode:
    """A token that the search has considered.

    Attributes:
        parent: The node before it; -1 at the start.
        token: The token.
        log_prob: Its log-probability.
        total: The sum of log-probabilities from the start.
        depth: The number of tokens from the start.
        kept: Whether the search continues from it or it ends an answer.
        finished: Whether it ends an answer.
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
    """A complete answer with its end, its score, and its last node."""

    tokens: tuple[int, ...]
    score: float
    node: int


@dataclass
class BeamResult:
    """The answers of a beam search, the best first, and all considered nodes, the start first."""

    hypotheses: list[Hypothesis] = field(default_factory=list)
    nodes: list[BeamNode] = field(default_factory=list)

    def tokens(self, node: int) -> tuple[int, ...]:
        """Return the tokens from the start to a node."""
        path: list[int] = []
        while self.nodes[node].parent >= 0:
            path.append(self.nodes[node].token)
            node = self.nodes[node].parent
        return tuple(reversed(path))


def beam_search(
    step: StepFunction, state: DecoderState, start: int, end: int, width: int, most: int, penalty: float = 1.0
) -> BeamResult:
    """Return the `width` best answers of at most `most` tokens.

    The score of an answer is its total divided by its length, including the end, to the power of `penalty`: 0 prefers
    short answers, 1 and more compensate for length. The search ends when no running answer, at its present length,
    would score better than the worst of `width` complete answers, as in `generate` of Hugging Face's transformers
    (Wolf et al. 2020).

    Args:
        step: The model.
        state: Its state, for one answer.
        start: The token before the answers.
        end: The token that ends an answer.
        width: The width of the beam.
        most: The most tokens of an answer.
        penalty: The length penalty.
    """
    result = BeamResult(nodes=[BeamNode(-1, start, 0.0, 0.0, 0, True, False)])
    alive = [0]  # nodes, the best first
    for depth in range(1, most + 1):
        log_probs, state = step(torch.tensor([result.nodes[node].token for node in alive]), state)
        rows = _grow(result, alive, log_probs, width, depth, end, depth == most, penalty)
        alive = [node for node, _row in rows]
        state = tuple(part[[row for _node, row in rows]] for part in state)
        if not alive:
            break
        best = result.nodes[alive[0]].total / depth**penalty
        if len(result.hypotheses) == width and best <= result.hypotheses[-1].score:
            break
    return result


def _grow(
    result: BeamResult,
    alive: Sequence[int],
    log_probs: Tensor,
    width: int,
    depth: int,
    end: int,
    last: bool,
    penalty: float,
) -> list[tuple[int, int]]:
    """Add the best next tokens (N, V) as nodes, and return those that the search continues from, with their rows.

    Twice the width is considered, since at most one in two tokens ends an answer. An end counts only among the first
    `width`. In the last step all answers end.
    """
    totals = log_probs + torch.tensor([[result.nodes[node].total] for node in alive]).to(log_probs)
    candidates = totals.flatten().topk(min(2 * width, totals.numel()))
    running: list[tuple[int, int]] = []
    for rank, (total, index) in enumerate(zip(candidates.values.tolist(), candidates.indices.tolist(), strict=True)):
        row, token = divmod(index, totals.shape[1])
        is_end = token == end or last
        is_kept = total > -torch.inf and (rank < width if is_end else len(running) < width)
        number = len(result.nodes)
        log_prob = float(log_probs[row, token])
        result.nodes.append(BeamNode(alive[row], token, log_prob, total, depth, is_kept, is_end and is_kept))
        if is_kept and is_end:
            result.hypotheses.append(Hypothesis(result.tokens(number), total / depth**penalty, number))
        elif is_kept:
            running.append((number, row))
    result.hypotheses = sorted(result.hypotheses, key=lambda hypothesis: -hypothesis.score)[:width]
    return running
