"""Formulas and sources of every possible experiment, and the numbers of the formulas against torch."""

from __future__ import annotations

import ast
import inspect
from typing import get_args

import pytest
import torch

from nets.experiment.family import Family, build, family_of
from nets.experiment.formulas import fit_formulas, number
from nets.experiment.optimizer_specs import OPTIMIZER_NAMES, OPTIMIZERS
from nets.experiment.source_excerpts import ROOT, Source, excerpt
from nets.experiment.training_config import Schedule, TrainingConfig
from nets.families import FAMILIES
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.settings import Activation, Init
from nets.training import optimizers

CHOICES = [
    *({"fit.optimizer": name} for name in OPTIMIZER_NAMES),
    *({"fit.schedule": name} for name in get_args(Schedule)),
    *({"net.init": name} for name in get_args(Init)),
    *({"net.activation": name} for name in get_args(Activation)),
    {"net.hidden": ""}, {"net.hidden": "8,8,8,8,8,8"}, {"data.name": "iris"}, {"data.name": "plane"},
    {"net.loss": "mse"}, {"net.dropout": "0.25"}, {"fit.l1": "0.001", "fit.clip": "1", "fit.weight_decay": "0.1"},
    {"fit.optimizer": "rmsprop", "fit.momentum": "0"}, {"fit.optimizer": "adamw", "fit.weight_decay": "0.02"},
]  # fmt: skip


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_every_option_has_formulas(chosen: dict[str, str]) -> None:
    experiment = Perceptron.from_strings(chosen)
    for formula in (*family_of(experiment).formulas(experiment), *fit_formulas(experiment.fit, 7)):
        assert formula.latex
        for line in formula.latex:
            assert "<" not in line.replace(" < ", ""), line  # a place that was not filled
            assert line.count("{") == line.count("}"), line
            assert r"\text" not in line, "words would be in one language"
    for source in family_of(experiment).sources(experiment):
        part = excerpt(source)
        lines = (ROOT / source.path).read_text(encoding="utf-8").splitlines()
        assert lines[part.line - 1].strip() == part.text.splitlines()[0]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_sources_of_every_family_exist(family: Family) -> None:
    sources = family.sources(family.experiment())
    assert sources
    assert all(excerpt(source).text for source in sources)


def test_shapes_in_formulas_are_those_of_the_net() -> None:
    experiment = Perceptron.from_strings({"net.hidden": "7,3"})
    net, _task = build(experiment, torch.Generator())
    shown = " ".join(family_of(experiment).formulas(experiment)[0].latex)
    for weight in (parameter for parameter in net.parameters() if parameter.ndim == 2):
        assert rf"\mathbb{{R}}^{{{weight.shape[0]} \times {weight.shape[1]}}}" in shown
    assert f"= {sum(parameter.numel() for parameter in net.parameters())}" in shown


def test_update_rules_compute_the_same_as_torch() -> None:
    """Each rule, translated from LaTeX into Python and run, changes a weight as torch.optim does."""
    for name in OPTIMIZER_NAMES:
        fit = TrainingConfig(optimizer=name, lr=0.05, weight_decay=0.1 if OPTIMIZERS[name].has_own_decay else 0.0)
        weight = torch.nn.Parameter(torch.tensor([[2.0]], dtype=torch.float64))
        optimizer = optimizers.build_optimizer([weight], fit)
        values = {"w": 2.0, "m": 0.0, "s": 0.0, "v": 0.0}
        lines = [part for line in fit_formulas(fit)[-1].latex for part in line.split(r"\qquad")]
        for t in range(1, 6):
            weight.grad = torch.cos(weight.detach())
            values |= {"g": float(weight.grad), "t": t}
            for line in lines:
                target, rule = line.split(r"\leftarrow")
                values[target.strip()] = eval(_python(rule), {"sqrt": lambda x: x**0.5}, values)
            optimizer.step()
            assert values["w"] == pytest.approx(weight.item(), rel=1e-9), name


def _python(latex: str) -> str:
    """Translate the LaTeX of update rules into Python."""
    for old, new in {r"\cdot": "*", r"\,": "*", r"\sqrt": "sqrt", r"10^{-8}": "1e-8", r"10^{-10}": "1e-10"}.items():
        latex = latex.replace(old, new)
    latex = latex.replace("^", "**")
    while (at := latex.find(r"\frac")) >= 0:
        top, end = _group(latex, at + 5)
        bottom, end = _group(latex, end)
        latex = f"{latex[:at]}(({top})/({bottom})){latex[end:]}"
    return latex.replace("{", "(").replace("}", ")").strip()


def _group(latex: str, start: int) -> tuple[str, int]:
    depth = 0
    for index in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[index], 0)
        if depth == 0:
            return latex[start + 1 : index], index + 1
    raise ValueError(latex)


def test_numbers_are_formatted_for_readers() -> None:
    assert [number(value) for value in (0.03, 1e-6, 10.0)] == ["0.03", r"1 \cdot 10^{-6}", "10"]


def test_source_excerpt_is_the_running_code() -> None:
    from nets.training.trainer_state import Training

    part = excerpt(Source("", "nets/training/trainer_state.py", "Training.update"))
    assert part.text == inspect.cleandoc("\n" + inspect.getsource(Training.update)) or part.text in inspect.cleandoc(
        inspect.getsource(Training)
    )
    assert part.line == inspect.getsourcelines(Training.update)[1]
    ast.parse(part.text)
    with pytest.raises(LookupError):
        excerpt(Source("", "nets/training/trainer_state.py", "Training.nothing"))
    with pytest.raises(LookupError):
        excerpt(Source("", "nets/experiment/optimizer_specs.py", "OPTIMIZERS:nothing"))
