"""Optimizers that touch few rows make the same steps as torch's on those rows."""

import pytest
import torch

from nets.training.sparse_optimizer import RowOptimizer


def optimizers(parameter, rule):
    return {
        "sgd": lambda: torch.optim.SGD([parameter], 0.1),
        "adagrad": lambda: torch.optim.Adagrad([parameter], 0.1),
        "adam": lambda: torch.optim.SparseAdam([parameter], 0.1),
    }[rule]()


@pytest.mark.parametrize("rule", ["sgd", "adagrad", "adam"])
def test_a_step_equals_torchs(rule) -> None:
    generator = torch.Generator().manual_seed(0)
    ours, theirs = (torch.nn.Parameter(torch.ones(9, 3)) for _ in range(2))
    one, other = RowOptimizer([ours], rule, 0.1), optimizers(theirs, rule)
    for _ in range(12):
        rows = torch.randint(0, 7, (1, 5), generator=generator)  # some twice, two never
        values = torch.randn(5, 3, generator=generator)
        for parameter in (ours, theirs):
            parameter.grad = torch.sparse_coo_tensor(rows, values, (9, 3))
        one.step()
        other.step()
        assert torch.allclose(ours, theirs, atol=1e-6)
    assert (ours[7:] == 1).all()
    assert (ours[:7] != 1).all()
