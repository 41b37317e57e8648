"""A decoder that writes symbol after symbol, and may look back at a memory by attention before each.

One step: the symbol written before moves the state on; the state asks the memory; state and context make the scores of
the next symbol (Luong et al. 2015). The state does not wait for the context, so all steps of a known answer are one
pass.

Shapes: B examples, T symbols of the answer, S places in the memory, M numbers at a place, H hidden units, K symbols.
Symbol 0 begins every answer and fills up behind its end; it is never written. Symbol 1 ends it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor, nn

from nets.decoding.search import DecoderState, greedy_search
from nets.layers.attention import SingleHeadAttention, masked_softmax
from nets.layers.embedding import Embedding
from nets.layers.initializers import xavier
from nets.layers.linear import Linear, apply_dropout
from nets.layers.recurrent import RecurrentLayer

START = 0
END = 1


class AttentionMemory(NamedTuple):
    """What can be read: values (B, S, M), what attention has prepared of them (B, S, W), and where there is something.

    `mask` is (B, S) bool.
    """

    values: Tensor
    prepared: Tensor
    mask: Tensor


class RecurrentDecoder(nn.Module):
    """Writes an answer from a summary (B, M) of what was read and, with `attention`, from the memory (B, S, M) itself.

    `attention` is dot, additive, scaled or none. With `feeding` the context of a step goes into the next one beside the
    symbol, so that the state knows where it has looked (Luong et al. 2015, section 3.3); all steps are then made one
    after the other. All initial weights are drawn from `generator`.
    """

    def __init__(
        self,
        cell: str,
        symbols: int,
        embedding: int,
        hidden: int,
        memory: int,
        attention: str,
        generator: Generator,
        feeding: bool = False,
    ) -> None:
        super().__init__()
        asks = attention != "none"
        self.kind, self.hidden, self.feeding = cell, hidden, feeding and asks
        self.embedding = Embedding(symbols, embedding)
        self.embedding.vectors.data.normal_(generator=generator)
        self.bridge = Linear(memory, hidden * (2 if cell == "lstm" else 1))
        xavier(self.bridge.weight.data, generator)
        self.cell = RecurrentLayer(cell, embedding + memory * self.feeding, hidden, False, "tanh")
        self.cell.start("orthogonal", 1.0, 1.0, generator)
        self.attention = SingleHeadAttention(attention, hidden, memory, hidden, generator) if asks else None
        self.output = Linear(hidden + memory * asks, symbols)
        xavier(self.output.weight.data, generator)

    def initial_state(self, summary: Tensor) -> DecoderState:
        """The state before the first symbol, from a summary (B, M): hidden (B, H), of an lstm also its cell (B, H).

        With feeding the context (B, M) is its last part.
        """
        state = torch.tanh(self.bridge(summary)).split(self.hidden, dim=1)
        return (*state, torch.zeros_like(summary)) if self.feeding else tuple(state)

    def build_memory(self, values: Tensor, mask: Tensor) -> AttentionMemory:
        """A memory (B, S, M) made ready to be asked, once for all steps."""
        return AttentionMemory(values, values if self.attention is None else self.attention.project_keys(values), mask)

    def hidden_states(
        self, tokens: Tensor, state: DecoderState, dropout: float, generator: Generator | None
    ) -> tuple[Tensor, DecoderState]:
        """The states (B, T, H) after each of the symbols (B, T), and all of the last one."""
        x = self.embedding(tokens)  # (B, T) -> (B, T, E)
        if dropout and generator is not None:
            x = apply_dropout(x, dropout, generator)
        if self.feeding:
            *state, context = state  # type: ignore[assignment]
            x = torch.cat([x, context[:, None].expand(-1, x.shape[1], -1)], dim=2)  # (B, T, E + M)
        held = tuple(part.contiguous()[None] for part in state)  # torch wants (layers, B, H)
        hidden, last = self.cell.forward_layer(x, held if len(held) > 1 else held[0])
        return hidden, tuple(part[0] for part in (last if isinstance(last, tuple) else (last,)))

    def attention_weights(self, hidden: Tensor, memory: AttentionMemory) -> Tensor | None:
        """How much each state (B, T, H) takes of each place: (B, T, S); None without attention."""
        if self.attention is None:
            return None
        return masked_softmax(self.attention.scores(hidden, memory.prepared), memory.mask[:, None])

    def logits(self, hidden: Tensor, weights: Tensor | None, memory: AttentionMemory) -> Tensor:
        """The scores (B, T, K) of every symbol, from states (B, T, H) and what they take of the memory."""
        return self.output(hidden if weights is None else torch.cat([hidden, weights @ memory.values], dim=2))

    def step(
        self,
        tokens: Tensor,
        state: DecoderState,
        memory: AttentionMemory,
        dropout: float = 0.0,
        generator: Generator | None = None,
    ) -> tuple[Tensor, DecoderState, Tensor | None]:
        """One symbol (B,) further: the scores (B, K) of the next, the new state, and the shares (B, S)."""
        hidden, state = self.hidden_states(tokens[:, None], state, dropout, generator)
        if dropout and generator is not None:
            hidden = apply_dropout(hidden, dropout, generator)
        weights = self.attention_weights(hidden, memory)
        if self.feeding and weights is not None:
            state = (*state, (weights @ memory.values)[:, 0])
        return self.logits(hidden, weights, memory)[:, 0], state, None if weights is None else weights[:, 0]

    def forward(
        self,
        answers: Tensor,
        state: DecoderState,
        memory: AttentionMemory,
        forcing: float = 1.0,
        dropout: float = 0.0,
        generator: Generator | None = None,
    ) -> tuple[Tensor, Tensor | None]:
        """The scores (B, T, K) at each place of the true answers (B, T), and the shares (B, T, S).

        Before each place the net is told the true symbol, or with probability 1 - `forcing` the one that it found
        likeliest itself (Bengio et al. 2015, "Scheduled sampling"). With a `generator`, symbols' vectors and what goes
        into the output are dropped with probability `dropout`.
        """
        told = torch.cat([torch.full_like(answers[:, :1], START), answers[:, :-1]], dim=1)  # (B, T)
        if self.feeding:
            return self.forward_with_feeding(told, state, memory, forcing, dropout, generator)
        if forcing < 1 and generator is not None:
            told = self.mix_tokens(told, state, memory, forcing, generator)
        hidden, _last = self.hidden_states(told, state, dropout, generator)
        if dropout and generator is not None:
            hidden = apply_dropout(hidden, dropout, generator)
        weights = self.attention_weights(hidden, memory)
        return self.logits(hidden, weights, memory), weights

    def forward_with_feeding(
        self,
        told: Tensor,
        state: DecoderState,
        memory: AttentionMemory,
        forcing: float,
        dropout: float,
        generator: Generator | None,
    ) -> tuple[Tensor, Tensor]:
        """What `forward` says, with the context of each step fed into the next; of the symbols told (B, T)."""
        true = torch.ones(told.shape, dtype=torch.bool)
        if forcing < 1 and generator is not None:
            true = torch.empty(told.shape).bernoulli_(forcing, generator=generator) > 0
        scores: list[Tensor] = []
        shares: list[Tensor] = []
        tokens = told[:, 0]
        for t in range(told.shape[1]):
            if t:
                tokens = torch.where(true[:, t] | (told[:, t] == START), told[:, t], most_likely_token(scores[-1]))
            found, state, weights = self.step(tokens, state, memory, dropout, generator)
            scores.append(found)
            shares += [] if weights is None else [weights]
        return torch.stack(scores, dim=1), torch.stack(shares, dim=1)

    @torch.no_grad()
    def mix_tokens(
        self, told: Tensor, state: DecoderState, memory: AttentionMemory, forcing: float, generator: Generator
    ) -> Tensor:
        """The true symbols told (B, T), some of them in the place of which the net's own likeliest stand."""
        true = torch.empty(told.shape).bernoulli_(forcing, generator=generator) > 0  # (B, T)
        tokens, made = told[:, 0], [told[:, 0]]
        for t in range(1, told.shape[1]):
            scores, state, _weights = self.step(tokens, state, memory)
            tokens = torch.where(true[:, t] | (told[:, t] == START), told[:, t], most_likely_token(scores))
            made.append(tokens)
        return torch.stack(made, dim=1)


def most_likely_token(scores: Tensor) -> Tensor:
    """The symbol with the highest score (B,), the one that begins apart, of scores (B, K)."""
    return scores[:, 1:].argmax(dim=1) + 1


def greedy_decode(net: Any, state: DecoderState, memory: Any, most: int) -> Tensor:
    """The answers (B, T) of a net that `step`s, always the likeliest symbol, 0 behind their end; T is `most`."""

    def step(tokens: Tensor, held: DecoderState) -> tuple[Tensor, DecoderState]:
        scores, held, _weights = net.step(tokens, held, memory)
        scores[:, START] = -torch.inf
        return scores, held

    return greedy_search(step, state, START, END, most)
