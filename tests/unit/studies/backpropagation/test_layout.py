"""Nodes and lines of a graph keep apart, and lines lead to the right."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.layout import placed


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_nodes_and_lines_keep_apart(name: str) -> None:
    inputs = [step.inputs for step in parse(SAMPLES[name].text).steps]
    nodes, ways = placed(inputs)
    for at, each in enumerate(inputs):
        for child, way in zip(each, ways[at], strict=True):
            assert [column for column, _row in way] == list(range(nodes[child][0] + 1, nodes[at][0]))
            for column, row in way:
                assert all(abs(row - other) > 0.6 for place, other in nodes if place == column)
    for column in {column for column, _row in nodes}:
        rows = sorted(row for each, row in nodes if each == column)
        assert all(after - before > 0.99 for before, after in pairwise(rows))
