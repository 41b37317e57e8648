"""Taps record by name and always remove themselves."""

import pytest
import torch
from torch import nn

from nets.probes.activation_hooks import evaluation_mode, hidden_modules, record_outputs, weighted_modules


def net():
    return nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.Sequential(nn.Tanh(), nn.Linear(3, 1)))


def hooks(module):
    return sum(len(part._forward_hooks) for part in module.modules())


def test_taps_record_outputs_by_name():
    module, x = net().eval(), torch.randn(4, 2)
    with record_outputs(module, ["0", "2.0"]) as seen:
        module(x)
    torch.testing.assert_close(seen["0"], module[0](x))
    torch.testing.assert_close(seen["2.0"], torch.tanh(module[0](x)))
    assert not seen["0"].requires_grad
    assert hooks(module) == 0


def test_taps_remove_themselves_after_an_exception():
    module = net()
    with pytest.raises(RuntimeError), record_outputs(module, ["0"]):
        module(torch.randn(4, 5))
    with pytest.raises(AttributeError), record_outputs(module, ["0", "missing"]):
        pass
    assert hooks(module) == 0


def test_looking_restores_modes_after_an_exception():
    module = net()
    module[2].eval()
    with evaluation_mode(module):
        assert not any(part.training for part in module.modules())
        assert not torch.is_grad_enabled()
    with pytest.raises(RuntimeError), evaluation_mode(module):
        module(torch.randn(4, 5))
    assert module.training
    assert module[1].training
    assert not module[2][0].training
    assert torch.is_grad_enabled()


def test_layers_are_found_in_any_net():
    assert weighted_modules(net()) == ["0", "2.1"]
    assert hidden_modules(net()) == ["0"]
