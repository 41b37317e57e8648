"""The scores of the next token of a text, before any filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.decoding.continuation import Continuation, prompt_arrays

MAX_TOKENS = 400  # tokens that may be chosen after the prompt


def next_token(net: Any, task: Any, text: str = "", chosen: Sequence[int] = ()) -> dict[str, np.ndarray]:
    """Return the scores of the token after a text and the tokens chosen since.

    Args:
        net: A causal language model.
        task: Supplies the vocabulary.
        text: The prompt; empty uses the test part.
        chosen: Numbers of the tokens after the prompt.

    Returns:
        "scores" (V,) float64, -inf for tokens that are never written; "tokens" (V,) str; "seen" (V,) bool, what has
        occurred; "written" str, the chosen tokens as text; "chosen" (n,) str; "logs" (n,), their log probabilities; the
        arrays of `prompt_arrays`.
    """
    continuation = Continuation(net, task, text)
    ids = torch.tensor([min(max(0, int(id)), len(task.tokens) - 1) for id in chosen][:MAX_TOKENS], dtype=torch.int64)
    with evaluation_mode(net):
        tokens, state = continuation.begin()
        scores, state = continuation.step(tokens, state)
        log_probabilities = []
        for id in ids:
            log_probabilities.append(float(scores[0].log_softmax(dim=0)[id]))
            scores, state = continuation.step(id[None], state)
    return prompt_arrays(continuation, text) | {
        "scores": scores[0].numpy(),
        "tokens": np.array(task.tokens, dtype=np.str_),
        "seen": state[0][0].numpy(),
        "written": np.array(continuation.text(ids)),
        "chosen": continuation.token_names(ids.numpy()),
        "logs": np.array(log_probabilities),
    }
