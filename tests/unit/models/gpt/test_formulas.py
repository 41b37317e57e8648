"""Formulas and sources of GPT for everything that can be chosen; the shapes are those of the net."""

from __future__ import annotations

import pytest
import torch

from nets.experiment.family import build, family_of
from nets.experiment.source_excerpts import ROOT, excerpt
from nets.models.gpt.experiment import GPT

CHOICES = [
    {},
    {"net.positions": "rotary", "net.norm": "after", "net.tied": False, "net.dropout": 0.1},
    {"net.positions": "sinusoidal", "net.norm": "off", "net.residual": False, "net.mask": "full"},
    {"net.positions": "none", "data.name": "repeat"},
]


@pytest.mark.parametrize("changes", CHOICES, ids=str)
def test_everything_that_can_be_chosen_is_explained(changes) -> None:
    experiment = GPT().replace(changes)
    for formula in family_of(experiment).formulas(experiment):
        for line in formula.latex:
            assert line.count("{") == line.count("}"), line
            assert r"\text" not in line, "words would be in one language"
    for source in family_of(experiment).sources(experiment):
        part = excerpt(source)
        lines = (ROOT / source.path).read_text(encoding="utf-8").splitlines()
        assert lines[part.line - 1].strip() == part.text.splitlines()[0]


def test_the_shapes_are_those_of_the_net() -> None:
    experiment = GPT().replace({"data.name": "sort", "net.width": 24, "net.feed": 3, "net.layers": 1})
    net, _task = build(experiment, torch.Generator())
    shown = " ".join(line for formula in family_of(experiment).formulas(experiment) for line in formula.latex)
    for name, weight in net.named_parameters():
        if weight.ndim == 2:
            rows, columns = weight.shape
            rows //= 3 if "in_proj" in name else 1  # queries, keys and values lie in one matrix
            assert rf"\mathbb{{R}}^{{{rows} \times {columns}}}" in shown, name
