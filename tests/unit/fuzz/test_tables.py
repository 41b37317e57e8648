"""Tables as files: cells, separators, line ends and encodings of every kind, and random bytes."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from nets.datasets.tables import upload_table as table_file
from nets.models.perceptron.examples import examples
from nets.models.perceptron.experiment import Perceptron
from tests.support.fuzz.limits import call, check_sentence, fuzz
from tests.support.fuzz.setting_values import NUMBERS, WORDS

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1", "utf-16-le", "cp437")
CELLS = ("", "1", "2", "-3.5", "1,5", "1e9", "NA", "a", "b", "2024-01-01", '"x, y"', '"', "1.234,5", "%", "$1")
cells = st.one_of(st.sampled_from((*CELLS, *NUMBERS, *WORDS)), st.integers(-9, 99).map(str), st.text(max_size=8))
shapes = st.tuples(st.sampled_from(",;\t| "), st.sampled_from(("\n", "\r\n", "\r", "\n\n")), st.sampled_from(ENCODINGS))


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Draw a table of a few columns, mostly of one kind each, with some cells of another kind."""
    separator, end, encoding = draw(shapes)
    width, height = draw(st.integers(1, 5)), draw(st.integers(0, 14))
    kinds = [draw(st.sampled_from(("number", "class", "any"))) for _ in range(width)]
    values = {"number": st.floats(-1e6, 1e6).map(str), "class": st.sampled_from(("a", "b", "c")), "any": cells}
    rows = [[draw(values[kind]) for kind in kinds] for _ in range(height)]
    if draw(st.booleans()):
        rows.insert(0, [draw(st.text(max_size=6)) for _ in kinds])
    if rows and draw(st.integers(0, 4)) == 0:
        draw(st.sampled_from(rows)).append(draw(cells))
    return end.join(separator.join(row) for row in rows).encode(encoding, "replace")


def check_table(data: bytes) -> None:
    """Check that a file is refused with a sentence, or has columns of equal length, each a target or refused."""
    answer = call(table_file.parse, data)
    if answer is None:
        return
    text, table = answer
    assert table.columns
    assert len({len(column.cells) for column in table.columns}) == 1
    for target in ("", *(column.name for column in table.columns[:2])):
        experiment = call(Perceptron().replace, {"data.name": "csv", "data.csv": text, "data.target": target[:200]})
        if experiment is not None:
            dataset = examples(experiment.data)
            assert np.isfinite(dataset.inputs).all()
            assert len(dataset.inputs) == len(dataset.targets) == len(dataset.test)
            for note in dataset.notes:
                check_sentence(note)


@fuzz(few=25, many=4000, data=tables())
def test_table_is_learnt_or_refused_with_a_sentence(data: bytes) -> None:
    check_table(data)


@fuzz(few=40, many=4000, data=st.binary(max_size=200))
def test_bytes_are_a_table_or_refused_with_a_sentence(data: bytes) -> None:
    check_table(data)
