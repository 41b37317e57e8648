"""The tables that scripts get define the very functions that the nets use."""

import math

import pytest
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.activations import ACTIVATIONS
from nets.layers.initializers import INITS
from nets.layers.tables.activation_specs import activation_table
from nets.layers.tables.initializer_specs import initializer_table

MODULES = {"math": math, "torch": torch, "functional": functional, "nn": nn, "Tensor": Tensor, "Generator": Generator}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_table_holds_the_same_function(name: str) -> None:
    names = dict(MODULES)
    exec(activation_table(name), names)
    z = torch.linspace(-3, 3, 13)
    assert list(names["ACTIVATIONS"]) == [name]
    assert torch.equal(names["ACTIVATIONS"][name](z), ACTIVATIONS[name](z))


@pytest.mark.parametrize("name", INITS)
def test_initializer_table_holds_the_same_function(name: str) -> None:
    names = dict(MODULES)
    exec(initializer_table(name), names)
    ours, theirs = torch.zeros(4, 3), torch.zeros(4, 3)
    INITS[name](ours, Generator().manual_seed(1))
    names["INITS"][name](theirs, Generator().manual_seed(1))
    assert torch.equal(ours, theirs)
