"""The built-in tables: the written-down facts equal scikit-learn's, and the examples can be learnt."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import numpy as np
import pytest
from sklearn import datasets
from sklearn.linear_model import LogisticRegression

from nets.datasets.split import standardise
from nets.datasets.tables import tables

OF_SCIKIT_LEARN = [name for name in tables.NAMES if name != "seattle"]


@pytest.mark.parametrize("name", OF_SCIKIT_LEARN)
def test_what_is_written_down_equals_scikit_learn(name: tables.Name) -> None:
    table, real = tables.TABLES[name], getattr(datasets, f"load_{name}")()
    assert (table.rows, len(table.features)) == real.data.shape
    assert table.features == tuple(real.feature_names)
    assert table.classes == tuple(getattr(real, "target_names", ()))


@pytest.mark.parametrize("name", OF_SCIKIT_LEARN)
def test_examples_hold_the_table(name: tables.Name) -> None:
    table, real = tables.TABLES[name], getattr(datasets, f"load_{name}")()
    examples = tables.examples(name)
    np.testing.assert_array_equal(examples.inputs, real.data.astype(np.float32))
    np.testing.assert_allclose(examples.targets, real.target)
    assert examples.targets.dtype == (np.int64 if table.classes else np.float32)
    assert (examples.features, examples.classes) == (table.features, table.classes)
    assert examples.test.mean() == pytest.approx(0.2, abs=0.01)


def test_the_weather_is_a_table_of_days() -> None:
    examples, table = tables.examples("seattle"), tables.TABLES["seattle"]
    assert examples.inputs.shape == (table.rows, len(table.features))
    assert (examples.features, examples.classes) == (table.features, table.classes)
    assert examples.inputs[31, -1] == 2  # the first of February
    wet, rain_or_snow = examples.inputs[:, 0] > 0, np.isin(examples.targets, [2, 3])
    assert (rain_or_snow | ~wet).mean() > 0.99


def test_seed_and_share_decide_the_split() -> None:
    first, again, other = (tables.examples("iris", 0.6, seed).test for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.sum() == 60


def test_a_linear_classifier_learns_iris() -> None:
    examples = tables.examples("iris")
    inputs, _, _ = standardise(examples.inputs, examples.test)
    model = LogisticRegression().fit(inputs[~examples.test], examples.targets[~examples.test])
    assert model.score(inputs[examples.test], examples.targets[examples.test]) > 0.9


def test_names_are_the_written_tables() -> None:
    assert tuple(tables.TABLES) == get_args(tables.Name)


def test_the_facts_need_neither_scikit_learn_nor_torch() -> None:
    program = (
        "import sys, nets.datasets.split\n"
        "from nets.datasets.toy import custom_points, plane_sets\n"
        "from nets.datasets.tables import tables, upload_table\n"
        "upload_table.examples(upload_table.read('a,b\\n1,x\\n2,y\\n3,x\\n4,y'))\n"
        "assert not {'torch', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
