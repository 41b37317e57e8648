"""A language model that goes on after a text, many rows at once; for the probes that look at how it may be continued.

Needs of the net: step, mask. Needs of the task: read, text, symbols, silent, test_inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.decoding import logit_filters as filters
from nets.decoding.search import ChooseToken, DecoderState
from nets.experiment.user_error import N_, Problem

BEGINNING = 8  # symbols of the test part that stand for an empty prompt
NEVER = -1  # the end of what does not end
OFF = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "penalty": 1.0, "penalty_first": False}


class Continuing:
    """A net that has a text to go on with: symbols `ids` (T,), and what it does not know of it.

    The first part of a state tells what has been seen in each row, (N, V) bool; the rest is the net's own.
    """

    def __init__(self, net: Any, task: Any, text: str) -> None:
        if getattr(net, "mask", "") != "causal":
            raise Problem(N_("Only a net that reads nothing ahead can write on: train GPT with a causal mask."))
        self.net, self.task = net, task
        breaks, _unknown = task.read("\n")
        self.end = int(breaks[0]) if len(breaks) == 1 else NEVER  # the symbol of a line break
        ids, self.unknown = task.read(text)
        self.ids: Tensor = ids if len(ids) else self._beginning()
        self.silent = list(task.silent)

    def _beginning(self) -> Tensor:
        """The first symbols of a line in the middle of the test part, of any symbols where there is no whole line."""
        middle = len(self.task.test_inputs) // 2
        window = self.task.test_inputs[middle : middle + 1][0]
        after = torch.nonzero(window == self.end)[:1].flatten() + 1
        start = int(after) if len(after) and int(after) + BEGINNING <= len(window) else 0
        return window[start : start + BEGINNING]

    def begin(self, rows: int = 1) -> tuple[Tensor, DecoderState]:
        """The last symbol (N,) of the text, and the state before it was read."""
        ids = self.ids.expand(rows, -1)
        seen = torch.zeros(rows, len(self.task.symbols), dtype=torch.bool).scatter_(1, ids[:, :-1], True)
        return ids[:, -1], (seen, *(self.net.step(ids[:, :-1], ())[1] if len(self.ids) > 1 else ()))

    def step(self, tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        """The scores (N, V) after symbols (N,), and the state; what is never written has none."""
        seen = state[0].scatter(1, tokens[:, None], True)
        scores, own = self.net.step(tokens[:, None], state[1:])
        scores = scores[:, -1].double().nan_to_num()
        scores[:, self.silent] = -torch.inf
        return scores, (seen, *own)

    def text(self, ids: Any) -> str:
        """Symbols as a text, as far as they were written."""
        found: str = self.task.text([int(id) for id in ids if id >= 0])
        return found

    def named(self, ids: Any) -> np.ndarray:
        """What symbols are called, (…,) str; none where there is none."""
        names = [self.task.symbols[id] if id >= 0 else "" for id in np.ravel(ids).tolist()]
        return np.array(names, dtype=np.str_).reshape(np.shape(ids))


def told(one: Continuing, text: str) -> dict[str, np.ndarray]:
    """ "text", as it was asked, "prompt", as the net reads it, and "unknown", what it does not know of it: all str."""
    return {"text": np.array(text), "prompt": np.array(one.text(one.ids)), "unknown": np.array(one.unknown)}


def how(settings: Mapping[str, Any]) -> Any:
    """Settings of filters as `nets.decoding.logit_filters` takes them; those that are not given do nothing."""
    return SimpleNamespace(**{name: type(off)(settings.get(name, off)) for name, off in OFF.items()})


def likeliest(settings: Mapping[str, Any]) -> ChooseToken:
    """Always the likeliest; of the filters the repetition penalty alone can change which that is."""
    factor = how(settings).penalty
    return lambda scores, state: penalised(scores, state[0], factor).argmax(dim=1)


def following(ids: Sequence[int]) -> ChooseToken:
    """These symbols one after the other, whatever the scores."""
    rest = iter(ids)
    return lambda _scores, _state: torch.tensor([next(rest)])


def drawing(settings: Mapping[str, Any], seed: int) -> ChooseToken:
    """By chance, after all filters."""
    chance, made = np.random.default_rng(int(seed)), how(settings)

    def draw(scores: Tensor, state: DecoderState) -> Tensor:
        last = filters.filter_stages(scores.numpy(), state[0].numpy(), made)[-1]
        return torch.from_numpy(filters.draw_token(last.scores, chance))

    return draw


def penalised(scores: Tensor, seen: Tensor, factor: float) -> Tensor:
    """`nets.decoding.logit_filters.penalised` of tensors."""
    return torch.from_numpy(filters.apply_repetition_penalty(scores.numpy(), seen.numpy(), factor))
