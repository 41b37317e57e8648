"""A language model writes on: one symbol after the other, drawn from what it expects."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.taps import looking
from nets.training.problem import N_, Problem

MOST = 1000  # symbols that are written
LIKELIEST = 10


def generate(
    net: Any, task: Any, prompt: str = "", count: int = 200, temperature: float = 1.0, seed: int = 0
) -> dict[str, np.ndarray]:
    """ "text": str, what the net writes after "prompt"; an empty one is the first symbols of the test part.

    At a low temperature it takes the likeliest symbol, 0: always; at a high one nearly any. For each of N symbols
    written "chances" (N,) float32: how likely it was before the temperature. Of the next one "likeliest" (k,) str and
    "likeliest_chances" (k,). Equal seeds write equal texts; the training's own randomness is not touched. Raises
    Problem for a net that is no language model. Needs of the task: kind, about, read, test_inputs.
    """
    if getattr(task, "kind", "") != "bits":
        raise Problem(N_("This net has not learnt to write on: choose the task text."))
    x = task.read(prompt) if prompt else task.test_inputs[:1][:, :10]
    warmth = min(max(float(temperature), 0.0), 10.0)
    generator = torch.Generator().manual_seed(int(seed))
    made, chances = [], []
    with looking(net):
        follow = _Following(net, task.about.length)
        scores = follow.read(x)  # (S,)
        for _symbol in range(min(max(0, int(count)), MOST)):
            shares = scores.softmax(dim=0)
            made.append(_drawn(scores, warmth, generator))
            chances.append(float(shares[made[-1]]))
            scores = follow.read(torch.tensor([[made[-1]]]))
        best = scores.softmax(dim=0).topk(min(LIKELIEST, len(scores) - 1))
    symbols = task.about.symbols
    return {
        "prompt": np.array("".join(symbols[at] for at in x[0].tolist())),
        "text": np.array("".join(symbols[at] for at in made)),
        "chances": np.array(chances, dtype=np.float32),
        "likeliest": np.array([symbols[at] for at in best.indices.tolist()]),
        "likeliest_chances": best.values.numpy().copy(),
    }


def _drawn(scores: Tensor, warmth: float, generator: torch.Generator) -> int:
    """A symbol by its chance at this temperature, never the one that fills up."""
    scores = scores.nan_to_num().clone()
    scores[0] = -torch.inf
    if warmth < 1e-3:
        return int(scores.argmax())
    return int(torch.multinomial((scores / warmth).softmax(dim=0), 1, generator=generator))


class _Following:
    """Reads on symbol by symbol: a recurrent net with its states, another by looking at the last ones again."""

    def __init__(self, net: Any, length: int) -> None:
        self.net, self.length = net, length
        self.states: list[Any] = [None] * len(net.layers)
        self.past = torch.empty(1, 0, dtype=torch.int64)

    def read(self, x: Tensor) -> Tensor:
        """The scores (S,) of what comes after symbols x (1, T) and all those before."""
        if not self.net.recurrent:
            self.past = torch.cat([self.past, x], dim=1)[:, -self.length :]
            return self.net(self.past)[0, -1]
        hidden = self.net.vectors(x)
        for at, layer in enumerate(self.net.layers):
            hidden, self.states[at] = layer.ahead(hidden, self.states[at])
        return self.net.output(hidden[0, -1])
