"""Each filter of scores equals Hugging Face's on the same scores; drawing is as likely as the scores say."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from nets.decoding import logit_filters as filters

ROWS = np.random.default_rng(3).normal(0, 3, (5, 40))
ROWS[0, :6] = 2.5  # equal ones
ROWS[1] = -np.inf
ROWS[1, 7:9] = -1.0, 3.0
READ = [list(range(row, 12 + 2 * row)) for row in range(5)]


def of_hugging_face(name: str, *arguments: float) -> np.ndarray:
    from transformers.generation import logits_process

    ids = torch.tensor([[*read, *[read[0]] * (20 - len(read))] for read in READ])
    process = getattr(logits_process, name)(*arguments)
    return process(ids, torch.tensor(ROWS)).numpy()


@pytest.mark.parametrize(
    ("ours", "theirs", "values"),
    [
        (filters.apply_temperature, "TemperatureLogitsWarper", (0.3, 1.0, 2.5)),
        (filters.top_k, "TopKLogitsWarper", (1, 3, 6, 40)),
        (filters.top_p, "TopPLogitsWarper", (0.05, 0.5, 0.9, 0.999, 1.0)),
        (filters.min_p, "MinPLogitsWarper", (0.0, 0.02, 0.3, 1.0)),
    ],
)
def test_filters_equal_hugging_face(ours, theirs: str, values: tuple[float, ...]) -> None:
    for value in values:
        assert np.allclose(ours(ROWS, value), of_hugging_face(theirs, value), rtol=1e-12), value


def test_the_penalty_equals_hugging_face() -> None:
    seen = np.array([[symbol in read for symbol in range(40)] for read in READ])
    for factor in (0.5, 1.0, 1.7):
        theirs = of_hugging_face("RepetitionPenaltyLogitsProcessor", factor)
        assert np.allclose(filters.apply_repetition_penalty(ROWS, seen, factor), theirs, rtol=1e-12)


def test_all_filters_in_the_order_of_hugging_face_equal_its_own_row_of_them() -> None:
    from transformers.generation import logits_process as theirs

    how = SimpleNamespace(temperature=3.0, top_k=9, top_p=0.8, min_p=0.1, penalty=1.3, penalty_first=True)
    row = [theirs.RepetitionPenaltyLogitsProcessor(1.3), theirs.TemperatureLogitsWarper(3.0)]
    row += [theirs.TopKLogitsWarper(9), theirs.TopPLogitsWarper(0.8), theirs.MinPLogitsWarper(0.1)]
    expected, ids = torch.tensor(ROWS[2:3]), torch.tensor([READ[2]])
    for process in row:
        expected = process(ids, expected)
    seen = np.isin(np.arange(40), READ[2])
    found = filters.filter_stages(ROWS[2], seen, how)
    assert [stage.name for stage in found] == ["logits", "penalty", "temperature", "top_k", "top_p", "min_p"]
    assert np.allclose(found[-1].scores, expected[0].numpy())
    last = filters.filter_stages(ROWS[2], seen, SimpleNamespace(**vars(how) | {"penalty_first": False}))
    assert last[-1].name == "penalty"
    assert not np.allclose(last[-1].scores, found[-1].scores), "the order matters"


def test_no_temperature_leaves_the_first_of_the_likeliest() -> None:
    assert (
        filters.draw_token(filters.apply_temperature(ROWS, 0), np.random.default_rng(0)).tolist()
        == ROWS.argmax(axis=1).tolist()
    )


def test_entropy_counts_equally_likely_symbols() -> None:
    assert 2 ** filters.entropy(np.array([0.0, 0.0, 0.0, -np.inf])) == pytest.approx(3)
    assert filters.entropy(np.log([0.5, 0.25, 0.25])) == pytest.approx(1.5)


def test_symbols_are_drawn_as_often_as_the_scores_say() -> None:
    scores = np.array([1.0, -np.inf, 0.0, 2.0])
    found = (
        np.bincount(filters.draw_token(np.tile(scores, (20_000, 1)), np.random.default_rng(1)), minlength=4) / 20_000
    )
    chances = filters.probabilities(scores)
    assert found[1] == 0
    assert np.abs(found - chances).max() < 4 * math.sqrt(0.25 / 20_000)
