"""Continue a text with a language model, many rows at once; for the probes of decoding strategies.

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

PROMPT_TOKENS = 8  # tokens of the test part that stand for an empty prompt
NO_END = -1  # the end of what does not end
NEUTRAL_SETTINGS = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "penalty": 1.0, "penalty_first": False}


class Continuation:
    """A net and the text it continues: tokens `ids` (T,), and `unknown`, what the net cannot read.

    The first part of a state is which tokens have occurred in each row, (N, V) bool; the rest is the net's own.
    """

    def __init__(self, net: Any, task: Any, text: str) -> None:
        if getattr(net, "mask", "") != "causal":
            raise Problem(N_("Only a net that reads nothing ahead can write on: train GPT with a causal mask."))
        self.net, self.task = net, task
        breaks, _unknown = task.encode("\n")
        self.end = int(breaks[0]) if len(breaks) == 1 else NO_END  # the symbol of a line break
        ids, self.unknown = task.encode(text)
        self.ids: Tensor = ids if len(ids) else self._default_prompt()
        self.silent = list(task.silent)

    def _default_prompt(self) -> Tensor:
        """Return the first tokens of a line in the middle of the test part, or any if no line is complete."""
        middle = len(self.task.test_inputs) // 2
        window = self.task.test_inputs[middle : middle + 1][0]
        starts = torch.nonzero(window == self.end)[:1].flatten() + 1
        start = int(starts) if len(starts) and int(starts) + PROMPT_TOKENS <= len(window) else 0
        return window[start : start + PROMPT_TOKENS]

    def begin(self, rows: int = 1) -> tuple[Tensor, DecoderState]:
        """Return the last token (N,) of the text, and the state before it was read."""
        ids = self.ids.expand(rows, -1)
        has_occurred = torch.zeros(rows, len(self.task.tokens), dtype=torch.bool).scatter_(1, ids[:, :-1], True)
        return ids[:, -1], (has_occurred, *(self.net.step(ids[:, :-1], ())[1] if len(self.ids) > 1 else ()))

    def step(self, tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        """Return the scores (N, V) after tokens (N,), and the state; tokens that are never written score -inf."""
        has_occurred = state[0].scatter(1, tokens[:, None], True)
        scores, net_state = self.net.step(tokens[:, None], state[1:])
        scores = scores[:, -1].double().nan_to_num()
        scores[:, self.silent] = -torch.inf
        return scores, (has_occurred, *net_state)

    def text(self, ids: Any) -> str:
        """Return tokens as text, without those below 0."""
        text: str = self.task.decode([int(id) for id in ids if id >= 0])
        return text

    def token_names(self, ids: Any) -> np.ndarray:
        """Return the names of tokens, (…,) str; "" for those below 0."""
        names = [self.task.tokens[id] if id >= 0 else "" for id in np.ravel(ids).tolist()]
        return np.array(names, dtype=np.str_).reshape(np.shape(ids))


def prompt_arrays(continuation: Continuation, text: str) -> dict[str, np.ndarray]:
    """Return "text" as written, "prompt" as the net reads it, and "unknown", what it cannot read."""
    return {
        "text": np.array(text),
        "prompt": np.array(continuation.text(continuation.ids)),
        "unknown": np.array(continuation.unknown),
    }


def filter_settings(settings: Mapping[str, Any]) -> Any:
    """Return settings as `nets.decoding.logit_filters` takes them; missing ones do nothing."""
    return SimpleNamespace(
        **{name: type(neutral)(settings.get(name, neutral)) for name, neutral in NEUTRAL_SETTINGS.items()}
    )


def choose_likeliest(settings: Mapping[str, Any]) -> ChooseToken:
    """Choose the most probable token; of the filters only the repetition penalty can change it."""
    factor = filter_settings(settings).penalty
    return lambda scores, state: apply_penalty(scores, state[0], factor).argmax(dim=1)


def choose_in_order(ids: Sequence[int]) -> ChooseToken:
    """Choose these tokens one after the other, whatever the scores."""
    rest = iter(ids)
    return lambda _scores, _state: torch.tensor([next(rest)])


def choose_randomly(settings: Mapping[str, Any], seed: int) -> ChooseToken:
    """Draw tokens after all filters."""
    generator, all_settings = np.random.default_rng(int(seed)), filter_settings(settings)

    def draw(scores: Tensor, state: DecoderState) -> Tensor:
        last = filters.filter_stages(scores.numpy(), state[0].numpy(), all_settings)[-1]
        return torch.from_numpy(filters.draw_token(last.scores, generator))

    return draw


def apply_penalty(scores: Tensor, has_occurred: Tensor, factor: float) -> Tensor:
    """Apply the repetition penalty of `nets.decoding.logit_filters` to tensors."""
    return torch.from_numpy(filters.apply_repetition_penalty(scores.numpy(), has_occurred.numpy(), factor))
