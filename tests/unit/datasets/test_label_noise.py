"""Label noise makes as much wrong as was asked for and nothing else, and more of it makes the same wrong and more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.datasets.label_noise import blurred, exchanged, replaced

values = st.lists(st.integers(-2, 9), min_size=1, max_size=80).map(lambda rows: np.array(rows, dtype=np.int64))
seed = st.integers(0, 2**31 - 1)


@settings(max_examples=40)
@given(values, st.floats(0, 0.5), seed)
def test_symbols_become_others_of_their_kind(clean: np.ndarray, share: float, seed: int) -> None:
    noisy = replaced(clean, 2, 6, share, seed)
    inside = (clean >= 2) & (clean < 6)
    changed = noisy != clean
    assert changed.sum() == round(share * inside.sum())
    assert not changed[~inside].any(), "fillings and what is not asked"
    assert ((noisy[changed] >= 2) & (noisy[changed] < 6)).all()
    more = replaced(clean, 2, 6, 1.0, seed)
    np.testing.assert_array_equal(more[changed], noisy[changed])
    square = np.stack([clean, clean])
    assert (replaced(square, 2, 6, share, seed) != square).sum() == round(share * 2 * inside.sum())


@settings(max_examples=40)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=40), st.floats(0, 1), seed)
def test_answers_are_those_of_others(clean: list[str], share: float, seed: int) -> None:
    noisy = exchanged(clean, share, seed)
    changed = [place for place, answer in enumerate(noisy) if answer != clean[place]]
    assert set(noisy) <= set(clean)
    assert len(changed) == (round(share * len(clean)) if len(set(clean)) > 1 else 0)
    more = exchanged(clean, 1.0, seed)
    assert all(more[place] == noisy[place] for place in changed)


def test_numbers_are_moved_by_their_own_measure() -> None:
    clean = np.random.default_rng(0).normal(3.0, 2.0, (4000, 1)).astype(np.float32)
    moved = blurred(clean, 0.5, 1) - clean
    assert moved.dtype == clean.dtype
    assert moved.std() == pytest.approx(0.5 * clean.std(), rel=0.05)
    assert abs(moved.mean()) < 0.05
