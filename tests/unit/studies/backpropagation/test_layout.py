"""Nodes and lines of a drawn graph do not overlap, and lines lead to the right."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.layout import layout_graph


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_nodes_and_lines_do_not_overlap(name: str) -> None:
    inputs = [step.inputs for step in parse(SAMPLES[name].text).steps]
    nodes, routes = layout_graph(inputs)
    for at, each in enumerate(inputs):
        for child, route in zip(each, routes[at], strict=True):
            assert [column for column, _row in route] == list(range(nodes[child][0] + 1, nodes[at][0]))
            for column, row in route:
                assert all(abs(row - other) > 0.6 for place, other in nodes if place == column)
    for column in {column for column, _row in nodes}:
        rows = sorted(row for each, row in nodes if each == column)
        assert all(after - before > 0.99 for before, after in pairwise(rows))
