"""A checkpoint: a training as bytes (safetensors, never pickle), from which it goes on bit for bit."""

from __future__ import annotations

import json
from typing import Any

from safetensors.torch import load, save
from torch import Tensor

from nets.training import optimizers
from nets.training.experiment import Experiment
from nets.training.training import Training


def write(training: Training) -> bytes:
    """Weights, optimizer memory, randomness and position in the data as safetensors bytes; not the experiment."""
    tensors = {f"net/{name}": tensor for name, tensor in training.net.state_dict().items()}
    tensors |= {"generator": training.generator.get_state(), "order": training.order[training.position :]}
    for number, memory in training.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{number}/{key}": value for key, value in memory.items() if isinstance(value, Tensor)}
    about = {
        "index": str(training.index),
        "diverged": str(training.diverged),
        "optimizer": training.experiment.fit.optimizer,
    }
    return save({name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}, about)


def resume(experiment: Experiment, data: bytes) -> Training:
    """The training that `data` was written from, ready to go on under `experiment`.

    Live knobs may have been turned since; another optimizer starts with a fresh memory. Raises ValueError when the
    bytes are not a checkpoint of such a training.
    """
    about, tensors = _read(data)
    training = Training(experiment)
    try:
        training.net.load_state_dict(_section(tensors, "net"))
    except RuntimeError as error:
        raise ValueError("this checkpoint is of another net") from error
    training.generator.set_state(tensors["generator"])
    training.order = tensors["order"]
    training.index, training.diverged = int(about["index"]), about["diverged"] == "True"
    if about["optimizer"] == experiment.fit.optimizer:
        groups = training.optimizer.state_dict()["param_groups"]
        training.optimizer.load_state_dict({"state": _memory(tensors), "param_groups": groups})
        optimizers.retune(training.optimizer, experiment.fit)
    return training


def _memory(tensors: dict[str, Tensor]) -> dict[int, dict[str, Any]]:
    """The optimizer's tensors by parameter number and name."""
    memory: dict[int, dict[str, Any]] = {}
    for name, tensor in _section(tensors, "optimizer").items():
        number, key = name.split("/")
        memory.setdefault(int(number), {})[key] = tensor
    return memory


def _section(tensors: dict[str, Tensor], section: str) -> dict[str, Tensor]:
    return {name.removeprefix(f"{section}/"): t for name, t in tensors.items() if name.startswith(f"{section}/")}


def _read(data: bytes) -> tuple[dict[str, str], dict[str, Tensor]]:
    try:
        length = int.from_bytes(data[:8], "little")
        about, tensors = json.loads(data[8 : 8 + length])["__metadata__"], load(data)
        if not {"index", "diverged", "optimizer"} <= about.keys():
            raise KeyError("index")
        return about, tensors
    except Exception as error:
        raise ValueError("these bytes are not a checkpoint") from error
