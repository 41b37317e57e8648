"""A user's own table as examples: the target, one-hot inputs, filled gaps, and honest notes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from nets.datasets.examples import Examples
from nets.datasets.split import standardise
from nets.datasets.tables.upload_table import examples, read

HOMES = "area,rooms,city,price\n50,2,Bonn,100.5\n70,3,Bonn,150\n90,3,Köln,210\n120,5,Köln,300\n60,2,Bonn,130\n"


def learn(text: str | bytes, target: str = "") -> Examples:
    return examples(read(text), target)


def notes(examples: Examples) -> str:
    return " ".join(map(str, examples.notes))


def rows(*columns: list[object]) -> str:
    return "\n".join(",".join(map(str, row)) for row in zip(*columns, strict=True))


def test_inputs_numbers_and_one_hot() -> None:
    homes = learn(HOMES)
    assert homes.features == ("area", "rooms", "city=Bonn", "city=Köln")
    assert homes.classes == ()
    assert homes.inputs.dtype == homes.targets.dtype == np.float32
    assert homes.inputs[2].tolist() == [90, 3, 0, 1]
    assert homes.targets.tolist() == [100.5, 150, 210, 300, 130]
    assert "one-hot" in notes(homes)


def test_target_by_name_and_its_kind() -> None:
    assert learn(HOMES, "city").classes == ("Bonn", "Köln")
    assert learn(HOMES, "rooms").classes == ("2", "3", "5")
    assert learn(HOMES, "rooms").targets.tolist() == [0, 1, 1, 2, 0]
    assert learn(HOMES, "area").classes == ()
    ten, eleven = (rows(list(range(44)), [i % count for i in range(44)]) for count in (10, 11))
    assert len(learn(ten).classes) == 10
    assert learn(eleven).classes == ()


def test_equal_numbers_written_differently_are_one_class() -> None:
    assert learn("x,y\n1,0\n2,0.0\n3,1\n4,1.0").classes == ("0", "1")


def test_the_default_target_is_the_last_usable_column() -> None:
    text = "x,y,name,const\n1,5,anna,k\n2,6,bert,k\n3,7,carl,k\n4,9,dora,k"
    assert read(text).default_target == "y"
    found = notes(learn(text))
    assert "same value, which tells nothing: const." in found
    assert "free text" in found
    assert "name." in found


def test_gaps_are_filled_from_the_training_part() -> None:
    values: list[object] = [*range(1, 41)]
    values[0], values[1] = "", "NA"
    table = learn("x,y\n" + rows(values, [i * 1.5 for i in range(40)]))
    training = [value for value, test in zip(values, table.test, strict=True) if isinstance(value, int) and not test]
    assert table.inputs[0, 0] == table.inputs[1, 0] == np.median(training)
    assert "column: 2." in notes(table)
    colours = learn("c,y\n" + rows(["red"] * 20 + ["blue"] * 9 + ["?"], list(range(30))))
    assert colours.inputs[-1].tolist() == [1, 0]


def test_rows_without_a_target_are_left_out() -> None:
    table = learn("x,y\n1,2\n2,\n3,5\n4,6\n5,7\n6,NA")
    assert table.inputs.ravel().tolist() == [1, 3, 4, 5]
    assert "target y is missing there: 2." in notes(table)


def test_a_few_words_among_numbers_count_as_missing() -> None:
    table = learn("x,y\n" + rows([*range(19), "oops"], list(range(20))))
    assert "not numbers were treated as missing in these columns: x." in notes(table)
    assert np.isfinite(table.inputs).all()


def test_ragged_rows_are_left_out() -> None:
    table = learn("x,y\n1,2\n2,4,9\n3,6\n4\n5,10\n6,12")
    assert table.inputs.ravel().tolist() == [1, 3, 5, 6]
    assert "2 cells like the others: 2." in notes(table)


def test_cell_text_is_never_interpreted() -> None:
    table = learn('f,y\n"=HYPERLINK(""http://x"")",1\n{key},2\n"=HYPERLINK(""http://x"")",3\n{key},4')
    assert table.features == ('f=HYPERLINK("http://x")'.replace("f=", "f=="), "f={key}")
    assert all(str(note) for note in table.notes)


def test_the_split_repeats_and_the_share_counts() -> None:
    table = read(rows(list(range(100)), [i * 0.5 for i in range(100)]))
    first, again, other = (examples(table, train_share=0.7, seed=seed).test for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.sum() == 30


def test_iris_as_a_file_is_learnt() -> None:
    real = load_iris(as_frame=True)
    frame = real.data.assign(kind=real.target_names[real.target])
    iris = learn(frame.to_csv(index=False))
    assert iris.features == tuple(real.feature_names)
    assert set(iris.classes) == set(real.target_names)
    inputs, _, _ = standardise(iris.inputs, iris.test)
    model = LogisticRegression().fit(inputs[~iris.test], iris.targets[~iris.test])
    assert model.score(inputs[iris.test], iris.targets[iris.test]) > 0.9


def test_the_index_column_of_pandas_is_no_input() -> None:
    frame = pd.DataFrame({"a": [4, 2, 7, 1], "b": [2.5, 1.5, 8.5, 3]})
    assert learn(frame.to_csv()).features == ("a",)
