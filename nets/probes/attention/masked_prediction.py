"""BERT's predictions: masked tokens, whether a sentence follows another, and classes of texts.

Needs of the task: text_input, encode as `nets.models.bert.tasks` has them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import SKIP, Answer, TextInput, input_arrays, text_input

TOP_TOKENS = 7  # tokens in the answer for each blank
MAX_BLANKS = 24
BATCH_ROWS = 8  # of a batch


def mask_predictions(net: Any, task: Any, part: str = "test", index: int = 0, text: str = "") -> Answer:
    """Return what the net predicts for the M blanks of a row, 24 at most.

    Returns:
        The arrays of `input_arrays`; "places" (M,) int64; "truths" (M,) str, "" if unknown, with "probabilities" (M,);
        "likely" (M, 7) str with "likely_probabilities"; "ahead" (M,) str with
        "ahead_probabilities", the most probable if the net reads only what precedes the blank. "follows": the
        probability that the second sentence follows the first, NaN if there is one only. "verdict" (C,): the
        probabilities of the "classes" (C,) str, for a net that has learnt them. "segments" (T,).
    """
    example = text_input(net, task, part, index, text)
    positions = blank_positions(task, example)
    with evaluation_mode(net):
        x = net.encode(*example.inputs)
        probabilities = blank_probabilities(net, task, x[0, positions])  # (M, V)
        top = probabilities.topk(min(TOP_TOKENS, probabilities.shape[1]), dim=1)
        causal = [_causal_probabilities(net, task, example, place) for place in positions]
        classes = task.classes if len(task.classes) and not _has_two_sentences(example) else ()
        verdicts = {
            "follows": net.next_sentence_logits(x).softmax(dim=1)[0, 0].item()
            if _has_two_sentences(example)
            else math.nan,
            "verdict": net.classify(*example.inputs).softmax(dim=1)[0].numpy() if classes else np.zeros(0),
        }
    truths = example.targets[positions]
    has_truth = truths != SKIP
    truth_probabilities = probabilities.gather(1, truths.clamp_min(0)[:, None])[:, 0]
    answer = verdicts | {
        "places": np.array(positions, dtype=np.int64),
        "truths": np.where(has_truth.numpy(), example.token_names(truths.clamp_min(0)), ""),
        "probabilities": torch.where(has_truth, truth_probabilities, math.nan).numpy(),
        "likely": example.token_names(top.indices),
        "likely_probabilities": top.values.numpy(),
        "ahead": example.token_names([int(row.argmax()) for row in causal]),
        "ahead_probabilities": np.array([float(row.max()) for row in causal]),
        "classes": np.array(classes, dtype=np.str_),
        "segments": example.inputs[1][0].numpy(),
    }
    return input_arrays(example) | {name: np.asarray(value) for name, value in answer.items()}


def blank_positions(task: Any, example: TextInput) -> list[int]:
    """Return the positions of the blanks."""
    mask = task.encode(["[MASK]"])[0]
    return [position for position, number in enumerate(example.inputs[0][0].tolist()) if number == mask][:MAX_BLANKS]


def blank_probabilities(net: Any, task: Any, x: Tensor) -> Tensor:
    """Return the probabilities (M, V) of the tokens that can fill a blank, of outputs (M, D) of the stack."""
    scores = net.logits(x)
    scores[:, list(task.silent)] = -torch.inf
    return scores.softmax(dim=1)


def _causal_probabilities(net: Any, task: Any, example: TextInput, position: int) -> Tensor:
    """Return the probabilities (V,) at a position when nothing after it can be read."""
    ids, segments = (each[:, : position + 1] for each in example.inputs)
    return blank_probabilities(net, task, net.encode(ids, segments)[0, -1:])[0]


def _has_two_sentences(example: TextInput) -> bool:
    return bool(example.inputs[1].any())


def masked_batch(net: Any, task: Any) -> Answer:
    """Return the first 8 rows as training would mask them next; its randomness stays as it is.

    Returns:
        "ids" and "inputs" (8, T) str: the row before and after masking, "" behind its end; "is_masked" (8, T) bool;
        "likely" (8, T) str, the prediction of masked tokens. "apart" (8,) int64: 0 if the second sentence follows, 1 if
        not, -1 without such a question.

    Raises:
        Problem: If the net learns classes of texts.
    """
    if not hasattr(task, "mask_pairs"):
        raise Problem(N_("This net learns verdicts: nothing is hidden from it."))
    generator = torch.Generator()
    generator.set_state(task.generator.get_state())
    batch = task.mask_pairs(torch.randint(task.size, (BATCH_ROWS,), generator=generator), generator)
    with evaluation_mode(net):
        guesses = blank_probabilities(net, task, net.encode(batch.ids, batch.segments).flatten(0, 1)).argmax(dim=1)
    has_target = batch.targets != SKIP
    ids = torch.where(has_target, batch.targets, batch.ids)
    names = np.array(("", *task.tokens[1:]), dtype=np.str_)
    return {
        "ids": names[ids.numpy()],
        "inputs": names[batch.ids.numpy()],
        "is_masked": has_target.numpy(),
        "likely": np.where(has_target.numpy(), names[guesses.view_as(ids).numpy()], ""),
        "apart": np.full(len(ids), -1) if batch.is_random is None else batch.is_random.numpy(),
    }
