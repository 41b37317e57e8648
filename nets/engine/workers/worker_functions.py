"""Functions that the server has a worker call: warm up, give way to the server, and call one of our functions."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any


def pickled(function: Callable[..., Any], *arguments: Any) -> bytes:
    """Return the pickled answer of a function, see `RemoteTrainer`."""
    return pickle.dumps(function(*arguments), protocol=5)


def warm_up() -> None:
    """Import what a training needs and run one update, so that the first step of a run does not wait for it."""
    import torch

    torch.set_num_threads(1)
    parameter = torch.nn.Parameter(torch.zeros(2, 2))
    optimizer = torch.optim.SGD([parameter], 0.1, fused=True)
    parameter.square().sum().backward()
    optimizer.step()
    optimizer.zero_grad()


def give_way() -> None:
    """Lower this process's priority by ten steps of niceness."""
    import psutil

    process = psutil.Process()
    process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else 10)
