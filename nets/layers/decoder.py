"""A recurrent decoder that writes token after token, and may attend to a memory before each.

One step: the token written before updates the state; the state is the query to the memory; state and context give the
logits of the next token (Luong et al. 2015, "Effective approaches to attention-based neural machine translation",
https://arxiv.org/abs/1508.04025). The state does not wait for the context, so all steps of a known answer are one pass.

Shapes: B examples, T tokens of the answer, S positions in the memory, M numbers at a position, E embedding, H hidden
units, V tokens of the vocabulary. Token 0 begins every answer and pads behind its end; it is never written. Token 1
ends an answer.
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
    """What attention reads: values (B, S, M), projected keys (B, S, W), and a mask (B, S) bool of what is there."""

    values: Tensor
    keys: Tensor
    mask: Tensor


class RecurrentDecoder(nn.Module):
    """Writes an answer from a summary (B, M) of the source and, with attention, from the memory (B, S, M) itself.

    Args:
        cell: "rnn", "gru" or "lstm".
        tokens: V.
        embedding: E.
        hidden: H.
        memory: M.
        attention: "dot", "additive", "scaled" or "none".
        generator: Draws the initial weights.
        feeding: Whether the context of a step is an input of the next one beside the token, so that the state knows
            where it has looked (Luong et al. 2015, section 3.3). All steps are then made one after the other.
    """

    def __init__(
        self,
        cell: str,
        tokens: int,
        embedding: int,
        hidden: int,
        memory: int,
        attention: str,
        generator: Generator,
        feeding: bool = False,
    ) -> None:
        super().__init__()
        attends = attention != "none"
        self.kind, self.hidden, self.feeding = cell, hidden, feeding and attends
        self.embedding = Embedding(tokens, embedding)
        self.embedding.vectors.data.normal_(generator=generator)
        self.bridge = Linear(memory, hidden * (2 if cell == "lstm" else 1))
        xavier(self.bridge.weight.data, generator)
        self.cell = RecurrentLayer(cell, embedding + memory * self.feeding, hidden, False, "tanh")
        self.cell.init_weights("orthogonal", 1.0, 1.0, generator)
        self.attention = SingleHeadAttention(attention, hidden, memory, hidden, generator) if attends else None
        self.output = Linear(hidden + memory * attends, tokens)
        xavier(self.output.weight.data, generator)

    def initial_state(self, summary: Tensor) -> DecoderState:
        """Return the state before the first token, from a summary (B, M).

        The hidden state (B, H); of an lstm also the cell state (B, H); with feeding a context (B, M) of zeros last.
        """
        state = torch.tanh(self.bridge(summary)).split(self.hidden, dim=1)
        return (*state, torch.zeros_like(summary)) if self.feeding else tuple(state)

    def build_memory(self, values: Tensor, mask: Tensor) -> AttentionMemory:
        """Return a memory of values (B, S, M) with their projected keys, once for all steps."""
        return AttentionMemory(values, values if self.attention is None else self.attention.project_keys(values), mask)

    def hidden_states(
        self, tokens: Tensor, state: DecoderState, dropout: float, generator: Generator | None
    ) -> tuple[Tensor, DecoderState]:
        """Return the hidden states (B, T, H) after each of the tokens (B, T), and the whole state after the last."""
        x = self.embedding(tokens)  # (B, T) -> (B, T, E)
        if dropout and generator is not None:
            x = apply_dropout(x, dropout, generator)
        if self.feeding:
            *state, context = state  # type: ignore[assignment]
            x = torch.cat([x, context[:, None].expand(-1, x.shape[1], -1)], dim=2)  # (B, T, E + M)
        layers = tuple(part.contiguous()[None] for part in state)  # torch wants (layers, B, H)
        hidden, last = self.cell.forward_layer(x, layers if len(layers) > 1 else layers[0])
        return hidden, tuple(part[0] for part in (last if isinstance(last, tuple) else (last,)))

    def attention_weights(self, hidden: Tensor, memory: AttentionMemory) -> Tensor | None:
        """Return the weights (B, T, S) of each hidden state (B, T, H) over the memory; None without attention."""
        if self.attention is None:
            return None
        return masked_softmax(self.attention.scores(hidden, memory.keys), memory.mask[:, None])

    def logits(self, hidden: Tensor, weights: Tensor | None, memory: AttentionMemory) -> Tensor:
        """Return the logits (B, T, V) from hidden states (B, T, H) and attention weights (B, T, S)."""
        return self.output(hidden if weights is None else torch.cat([hidden, weights @ memory.values], dim=2))

    def step(
        self,
        tokens: Tensor,
        state: DecoderState,
        memory: AttentionMemory,
        dropout: float = 0.0,
        generator: Generator | None = None,
    ) -> tuple[Tensor, DecoderState, Tensor | None]:
        """Return the logits (B, V) after tokens (B,), the new state, and attention weights (B, S)."""
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
        """Return the logits (B, T, V) at each position of the true answers (B, T), and attention weights (B, T, S).

        Args:
            answers: True tokens (B, T).
            state: The initial state.
            memory: What attention reads.
            forcing: Probability that the input of a step is the true token before it (teacher forcing), otherwise the
                one that the net itself finds most likely (scheduled sampling; Bengio et al. 2015,
                https://arxiv.org/abs/1506.03099).
            dropout: Probability for embeddings and for the inputs of the output layer.
            generator: Draws both; None: neither happens.
        """
        inputs = torch.cat([torch.full_like(answers[:, :1], START), answers[:, :-1]], dim=1)  # (B, T)
        if self.feeding:
            return self.forward_with_feeding(inputs, state, memory, forcing, dropout, generator)
        if forcing < 1 and generator is not None:
            inputs = self.mix_tokens(inputs, state, memory, forcing, generator)
        hidden, _last = self.hidden_states(inputs, state, dropout, generator)
        if dropout and generator is not None:
            hidden = apply_dropout(hidden, dropout, generator)
        weights = self.attention_weights(hidden, memory)
        return self.logits(hidden, weights, memory), weights

    def forward_with_feeding(
        self,
        inputs: Tensor,
        state: DecoderState,
        memory: AttentionMemory,
        forcing: float,
        dropout: float,
        generator: Generator | None,
    ) -> tuple[Tensor, Tensor]:
        """Return what `forward` does for input tokens (B, T), with the context of each step fed into the next."""
        forced = torch.ones(inputs.shape, dtype=torch.bool)
        if forcing < 1 and generator is not None:
            forced = torch.empty(inputs.shape).bernoulli_(forcing, generator=generator) > 0
        logits: list[Tensor] = []
        all_weights: list[Tensor] = []
        tokens = inputs[:, 0]
        for t in range(inputs.shape[1]):
            if t:
                is_true = forced[:, t] | (inputs[:, t] == START)
                tokens = torch.where(is_true, inputs[:, t], most_likely_token(logits[-1]))
            step_logits, state, weights = self.step(tokens, state, memory, dropout, generator)
            logits.append(step_logits)
            all_weights += [] if weights is None else [weights]
        return torch.stack(logits, dim=1), torch.stack(all_weights, dim=1)

    @torch.no_grad()
    def mix_tokens(
        self, inputs: Tensor, state: DecoderState, memory: AttentionMemory, forcing: float, generator: Generator
    ) -> Tensor:
        """Return the true input tokens (B, T), some of them replaced by the net's own most likely ones."""
        forced = torch.empty(inputs.shape).bernoulli_(forcing, generator=generator) > 0  # (B, T)
        tokens, mixed = inputs[:, 0], [inputs[:, 0]]
        for t in range(1, inputs.shape[1]):
            logits, state, _weights = self.step(tokens, state, memory)
            is_true = forced[:, t] | (inputs[:, t] == START)
            tokens = torch.where(is_true, inputs[:, t], most_likely_token(logits))
            mixed.append(tokens)
        return torch.stack(mixed, dim=1)


def most_likely_token(logits: Tensor) -> Tensor:
    """Return the token (B,) with the highest of the logits (B, V), START excepted."""
    return logits[:, 1:].argmax(dim=1) + 1


def greedy_decode(net: Any, state: DecoderState, memory: Any, max_length: int) -> Tensor:
    """Return the answers (B, max_length) of a net with `step`, always the most likely token, 0 behind their end."""

    def step(tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        logits, state, _weights = net.step(tokens, state, memory)
        logits[:, START] = -torch.inf
        return logits, state

    return greedy_search(step, state, START, END, max_length)
