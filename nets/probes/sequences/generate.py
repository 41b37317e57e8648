"""A language model writes on, token by token, by sampling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import SKIP

MAX_TOKENS = 1000  # tokens that are written
TOP_TOKENS = 10
PROMPT_TOKENS = 10  # tokens of the test part that a text begins with


def generate(
    net: Any, task: Any, prompt: str = "", count: int = 200, temperature: float = 1.0, seed: int = 0
) -> dict[str, np.ndarray]:
    """Return the text that the net writes after a prompt.

    Needs of the task: kind, info, decode, vocabulary, silent, test_inputs, test_targets, text_input or encode. Needs
    of the net: step, or what `_WindowReader` needs.

    Args:
        net: A net that predicts the next token.
        task: Supplies the vocabulary.
        prompt: The text; empty uses the first tokens of the test part.
        count: Most tokens to write.
        temperature: Divisor of the logits; 0 is greedy.
        seed: Seed of the sample; the training's own randomness is not touched.

    Returns:
        "text" str; "prompt" str; "probabilities" (N,) float32, the probabilities before the temperature; of the next
        token "likeliest" (k,) str with "likeliest_probabilities".

    Raises:
        Problem: If the net does not write.
    """
    steps = hasattr(net, "step")
    if not steps and getattr(task, "kind", "") != "bits":
        raise Problem(N_("This net has not learnt to write on: choose the task text."))
    x = _prompt_tokens(net, task, prompt)
    clamped_temperature = min(max(float(temperature), 0.0), 10.0)
    generator = torch.Generator().manual_seed(int(seed))
    tokens, probabilities = [], []
    with evaluation_mode(net):
        reader = _StatefulReader(net) if steps else _WindowReader(net, task.info.length)
        scores = reader.read(x)  # (V,)
        for _symbol in range(_token_count(task, x, count)):
            token_probabilities = scores.softmax(dim=0)
            tokens.append(_sample(scores, clamped_temperature, generator, task.silent))
            probabilities.append(float(token_probabilities[tokens[-1]]))
            scores = reader.read(torch.tensor([[tokens[-1]]]))
        top = scores.softmax(dim=0).topk(min(TOP_TOKENS, len(scores) - 1))
    return {
        "prompt": np.array(task.decode(x[0])),
        "text": np.array(task.decode(tokens)),
        "probabilities": np.array(probabilities, dtype=np.float32),
        "likeliest": np.array([task.vocabulary[at] for at in top.indices.tolist()]),
        "likeliest_probabilities": top.values.numpy().copy(),
    }


def _prompt_tokens(net: Any, task: Any, prompt: str) -> Tensor:
    """Return the tokens (1, T) before the first one that is written."""
    if not prompt:
        first_target = int((task.test_targets[:1][0] != SKIP).int().argmax())
        return task.test_inputs[:1][:, : PROMPT_TOKENS if task.kind == "bits" else first_target + 1]
    if hasattr(task, "text_input"):
        return task.text_input(net=net, text=prompt).inputs[0]
    return task.encode(prompt)


def _token_count(task: Any, x: Tensor, count: int) -> int:
    """Return how many tokens to write; a row of letters ends with the row."""
    limit = MAX_TOKENS if task.kind == "bits" else max(0, task.info.length + 1 - x.shape[1])
    return min(max(0, int(count)), limit)


def _sample(scores: Tensor, temperature: float, generator: torch.Generator, silent: Sequence[int]) -> int:
    """Draw a token at this temperature, none of those that are never written."""
    scores = scores.nan_to_num().clone()
    scores[list(silent)] = -torch.inf
    if temperature < 1e-3:
        return int(scores.argmax())
    return int(torch.multinomial((scores / temperature).softmax(dim=0), 1, generator=generator))


class _StatefulReader:
    """Reads token by token with a net that returns its state."""

    def __init__(self, net: Any) -> None:
        self.net, self.state = net, ()

    def read(self, x: Tensor) -> Tensor:
        """Return the scores (V,) of the next token after tokens x (1, T) and all earlier ones."""
        scores, self.state = self.net.step(x, self.state)
        return scores[0, -1]


class _WindowReader:
    """Reads token by token: a recurrent net with its states, another by reading the last window again."""

    def __init__(self, net: Any, length: int) -> None:
        self.net, self.length = net, length
        self.states: list[Any] = [None] * len(net.layers)
        self.past = torch.empty(1, 0, dtype=torch.int64)

    def read(self, x: Tensor) -> Tensor:
        """Return the scores (V,) of the next token after tokens x (1, T) and all earlier ones."""
        if not self.net.recurrent:
            self.past = torch.cat([self.past, x], dim=1)[:, -self.length :]
            return self.net(self.past)[0, -1]
        hidden = self.net.embed(x)
        for at, layer in enumerate(self.net.layers):
            hidden, self.states[at] = layer.forward_layer(hidden, self.states[at])
        return self.net.output(hidden[0, -1])
