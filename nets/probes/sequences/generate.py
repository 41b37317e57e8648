"""A language model writes on: one symbol after the other, drawn from what it expects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import SKIP

MOST = 1000  # symbols that are written
LIKELIEST = 10
BEGUN = 10  # symbols of the test part that a text begins with


def generate(
    net: Any, task: Any, prompt: str = "", count: int = 200, temperature: float = 1.0, seed: int = 0
) -> dict[str, np.ndarray]:
    """ "text": str, what the net writes after "prompt"; an empty one is the first symbols of the test part.

    At a low temperature it takes the likeliest symbol, 0: always; at a high one nearly any. For each of N symbols
    written "chances" (N,) float32: how likely it was before the temperature. Of the next one "likeliest" (k,) str and
    "likeliest_chances" (k,). Equal seeds write equal texts; the training's own randomness is not touched. What has
    learnt to answer a row goes on to its end. Raises Problem for a net that does not write.

    Needs of the task: kind, about, text, vocabulary, silent, test_inputs, test_targets; and looked or read. Of the net:
    step, or what `_Following` needs.
    """
    steps = hasattr(net, "step")
    if not steps and getattr(task, "kind", "") != "bits":
        raise Problem(N_("This net has not learnt to write on: choose the task text."))
    x = _begun(net, task, prompt)
    warmth = min(max(float(temperature), 0.0), 10.0)
    generator = torch.Generator().manual_seed(int(seed))
    made, chances = [], []
    with looking(net):
        follow = _Stepping(net) if steps else _Following(net, task.about.length)
        scores = follow.read(x)  # (V,)
        for _symbol in range(_room(task, x, count)):
            shares = scores.softmax(dim=0)
            made.append(_drawn(scores, warmth, generator, task.silent))
            chances.append(float(shares[made[-1]]))
            scores = follow.read(torch.tensor([[made[-1]]]))
        best = scores.softmax(dim=0).topk(min(LIKELIEST, len(scores) - 1))
    return {
        "prompt": np.array(task.text(x[0])),
        "text": np.array(task.text(made)),
        "chances": np.array(chances, dtype=np.float32),
        "likeliest": np.array([task.vocabulary[at] for at in best.indices.tolist()]),
        "likeliest_chances": best.values.numpy().copy(),
    }


def _begun(net: Any, task: Any, prompt: str) -> Tensor:
    """The symbols (1, T) that are there before the first one is written."""
    if not prompt:
        asked = int((task.test_targets[:1][0] != SKIP).int().argmax())
        return task.test_inputs[:1][:, : BEGUN if task.kind == "bits" else asked + 1]
    if hasattr(task, "looked"):
        return task.looked(net=net, text=prompt).inputs[0]
    return task.read(prompt)


def _room(task: Any, x: Tensor, count: int) -> int:
    """How many symbols are written: of a row of letters, those that there are still to come."""
    most = MOST if task.kind == "bits" else max(0, task.about.length + 1 - x.shape[1])
    return min(max(0, int(count)), most)


def _drawn(scores: Tensor, warmth: float, generator: torch.Generator, silent: Sequence[int]) -> int:
    """A symbol by its chance at this temperature, none of those that are never written."""
    scores = scores.nan_to_num().clone()
    scores[list(silent)] = -torch.inf
    if warmth < 1e-3:
        return int(scores.argmax())
    return int(torch.multinomial((scores / warmth).softmax(dim=0), 1, generator=generator))


class _Stepping:
    """Reads on symbol by symbol with a net that tells what it has to keep of those before."""

    def __init__(self, net: Any) -> None:
        self.net, self.state = net, ()

    def read(self, x: Tensor) -> Tensor:
        """The scores (V,) of what comes after symbols x (1, T) and all those before."""
        scores, self.state = self.net.step(x, self.state)
        return scores[0, -1]


class _Following:
    """Reads on symbol by symbol: a recurrent net with its states, another by looking at the last ones again."""

    def __init__(self, net: Any, length: int) -> None:
        self.net, self.length = net, length
        self.states: list[Any] = [None] * len(net.layers)
        self.past = torch.empty(1, 0, dtype=torch.int64)

    def read(self, x: Tensor) -> Tensor:
        """The scores (V,) of what comes after symbols x (1, T) and all those before."""
        if not self.net.recurrent:
            self.past = torch.cat([self.past, x], dim=1)[:, -self.length :]
            return self.net(self.past)[0, -1]
        hidden = self.net.embed(x)
        for at, layer in enumerate(self.net.layers):
            hidden, self.states[at] = layer.forward_layer(hidden, self.states[at])
        return self.net.output(hidden[0, -1])
