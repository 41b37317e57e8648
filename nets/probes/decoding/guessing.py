"""A passage to guess token by token: the truth, and what a language model expects at each position."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.datasets.text.sequences import SKIP
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.decoding.continuation import Continuation

TOP_TOKENS, RIVAL_TOKENS, GIVEN_TOKENS = 10, 3, 10


def guessing_game(net: Any, task: Any, text: str = "", index: int = 0) -> dict[str, np.ndarray]:
    """Return one passage of T tokens with the net's predictions.

    Args:
        net: A causal language model.
        task: Supplies the test part and the vocabulary.
        text: A text of the user; empty uses the test part.
        index: Number of the window of the test part, counted from its middle, or of the piece of the text.

    Returns:
        "tokens" (T,) str, "texts" (T,) as they stand in the text, "asked" (T,) bool, whether to guess it. For each:
        "probabilities" (T,), its probability; "likeliest" (T, k) str with "likeliest_probabilities"; "rivals" (T, 3)
        str with "rival_probabilities", the most probable others. "names" (V,) str and "frequency" (V,) in the training
        part. "passages": their number, "index", "text", "unknown" str.
    """
    continuation = Continuation(net, task, text)
    ids, is_asked, index, count = _passage(continuation, text, int(index))  # (T,)
    with evaluation_mode(net):
        scores = net(ids[None, :-1])[0].double().nan_to_num()  # (T - 1, V)
    scores[:, continuation.silent] = -torch.inf
    probabilities = torch.cat([scores[:1], scores]).softmax(dim=1)  # nothing is asked at the first place
    true_probabilities = probabilities.gather(1, ids[:, None])
    top = probabilities.topk(min(TOP_TOKENS, probabilities.shape[1]), dim=1)
    rivals = probabilities.scatter(1, ids[:, None], -1.0).topk(min(RIVAL_TOKENS, probabilities.shape[1] - 1), dim=1)
    return {
        "tokens": continuation.token_names(ids),
        "texts": np.array([continuation.text([id]) for id in ids]),
        "asked": is_asked.numpy(),
        "probabilities": true_probabilities[:, 0].numpy(),
        "likeliest": continuation.token_names(top.indices),
        "likeliest_probabilities": top.values.numpy(),
        "rivals": continuation.token_names(rivals.indices),
        "rival_probabilities": rivals.values.clamp_min(0).numpy(),
        "names": np.array(task.tokens, dtype=np.str_),
        "frequency": _frequency(task),
        "passages": np.array(count),
        "index": np.array(index),
        "text": np.array(text),
        "unknown": np.array(continuation.unknown),
    }


def _passage(continuation: Continuation, text: str, index: int) -> tuple[Tensor, Tensor, int, int]:
    """Return tokens and whether each is to be guessed, (T,); the number of the passage, and of all."""
    task = continuation.task
    if text:
        pieces = continuation.ids.split(task.info.length + 1)
        pieces = [piece for piece in pieces if len(piece) > 1] or [continuation.ids.repeat(2)]
        index = index % len(pieces)
        ids, count = pieces[index], len(pieces)
        is_asked = torch.arange(len(ids)) >= min(GIVEN_TOKENS, max(1, len(ids) // 4))
        return ids, is_asked, index, count
    count = len(task.test_inputs)
    number = (index + count // 2) % count
    inputs, targets = task.test_inputs[number : number + 1][0], task.test_targets[number : number + 1][0]
    is_asked = torch.cat([torch.tensor([False]), targets != SKIP])
    if bool(is_asked[1:].all()):
        is_asked[:GIVEN_TOKENS] = False
    last = torch.where(targets[-1:] == SKIP, 0, targets[-1:])
    return torch.cat([inputs, last]), is_asked, index % count, count


def _frequency(task: Any) -> np.ndarray:
    """Return how often each token stands in the training part, plus one, so that none is impossible."""
    ids = task.inputs.ids if hasattr(task.inputs, "ids") else task.inputs.flatten()
    counts: np.ndarray = torch.bincount(ids, minlength=len(task.tokens)).double().numpy() + 1
    counts[list(task.silent)] = 0
    return counts / counts.sum()
