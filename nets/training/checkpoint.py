"""A checkpoint: a training as bytes (safetensors, never pickle), from which it goes on bit for bit."""

from __future__ import annotations

import json
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor

from nets.experiment.experiment import Experiment
from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.user_error import N_, Problem
from nets.training import manual_edits_json, optimizers
from nets.training.manual_edits import Written
from nets.training.trainer_state import Training


def write(training: Training) -> bytes:
    """Return a training as safetensors bytes.

    They hold weights, optimizer memory, randomness, position in the data, changed settings and edits; of the experiment
    only the live settings, as they were when the training began.
    """
    tensors = {f"net/{name}": tensor for name, tensor in training.net.state_dict().items()}
    tensors |= {f"best/{name}": tensor for name, tensor in training.stopping.weights.items()}
    tensors |= {"generator": training.generator.get_state(), "order": training.batches.remaining()}
    for number, memory in training.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{number}/{key}": value for key, value in memory.items() if isinstance(value, Tensor)}
    about = {
        "index": str(training.index),
        "diverged": str(training.diverged),
        "optimizer": training.experiment.fit.optimizer,
        "begun": json.dumps(live(training.begun)),
        "turned": json.dumps(training.setting_changes),
        "stopping": json.dumps(training.stopping.about()),
        "edits": manual_edits_json.write(training.edits),
    }
    return save({name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}, about)


def live(experiment: Experiment) -> dict[str, Any]:
    """Return the values of the settings that can change during a run."""
    return {key: experiment.value(key) for key, setting in experiment.settings_by_key().items() if setting.live}


def resume(experiment: Experiment, data: bytes) -> Training:
    """Return the training of a checkpoint, ready to go on under `experiment`.

    Live settings that differ count as changed now; another optimizer starts with a fresh memory.
    Raises Problem if the bytes are not a checkpoint of such a training.
    """
    about, tensors = _read(data)
    training = Training(experiment)
    try:
        training.net.load_state_dict(_section(tensors, "net"))
    except RuntimeError:
        raise Problem(N_("This checkpoint is of another net.")) from None
    try:
        training.generator.set_state(tensors["generator"])
        training.batches.restore(_order(tensors["order"], training.task.size))
        training.index, training.diverged = int(about["index"]), about["diverged"] == "True"
        if about["optimizer"] == experiment.fit.optimizer:
            groups = training.optimizer.state_dict()["param_groups"]
            memory = _memory(tensors, training)
            training.optimizer.load_state_dict({"state": memory, "param_groups": groups})
            optimizers.apply_settings(training.optimizer, experiment.fit)
        training.stopping.restore(json.loads(about.get("stopping", FRESH)), _best(tensors, training))
        _remember(training, json.loads(about["begun"]), json.loads(about["turned"]))
        training.edits = manual_edits_json.read(about["edits"], training.index)
        _check(training)
    except (KeyError, ValueError, RuntimeError, TypeError, IndexError):
        raise _unreadable() from None
    return training


def _remember(training: Training, begun: dict[str, Any], setting_changes: list[Any]) -> None:
    """Restore the first settings of a training and their changes, of which the last may be made just now."""
    experiment = training.experiment
    training.begun = earlier = experiment.replace(begun)
    training.setting_changes = [(int(step), dict(changes)) for step, changes in setting_changes]
    for _step, changes in training.setting_changes:
        earlier = earlier.replace_live(changes)
    if changed := earlier.changes_to(experiment):
        training.setting_changes.append((training.index, changed))


FRESH = '{"seconds": 0, "ended": null, "best": null, "best_index": 0}'  # of a training that cannot end early


def _best(tensors: dict[str, Tensor], training: Training) -> dict[str, Tensor]:
    """Return the weights to restore at an early stop. Raises ValueError if they are of another net."""
    best, own = _section(tensors, "best"), training.net.state_dict()
    if best and {name: tensor.shape for name, tensor in best.items()} != {name: t.shape for name, t in own.items()}:
        raise ValueError("the best weights are of another net")
    return best


def _check(training: Training) -> None:
    """Raise KeyError, IndexError or ValueError if an edit names an unknown parameter or example."""
    for edit in training.edits:
        if isinstance(edit, Written):
            training.named[edit.parameter][edit.index].item()
        elif max(edit.examples) >= training.task.size:
            raise ValueError("no such example")


def _order(order: Tensor, size: int) -> Tensor:
    """Return the examples left of the epoch. Raises ValueError if one does not exist."""
    if (
        order.dtype != torch.int64
        or order.ndim != 1
        or (len(order) and not 0 <= int(order.min()) <= order.max() < size)
    ):
        raise ValueError("this order is of other data")
    return order


def _memory(tensors: dict[str, Tensor], training: Training) -> dict[int, dict[str, Any]]:
    """Return the optimizer's tensors by parameter number and name. Raises ValueError if they do not fit."""
    memory: dict[int, dict[str, Any]] = {}
    spec = OPTIMIZERS[training.experiment.fit.optimizer]
    parameters = [p for group in training.optimizer.param_groups for p in group["params"]]
    for name, tensor in _section(tensors, "optimizer").items():
        number, key = name.split("/")
        parameter = parameters[int(number)]
        shape = () if key in spec.scalars else parameter.shape
        if key not in (*spec.scalars, *spec.buffers) or tensor.shape != shape or tensor.dtype != torch.float32:
            raise ValueError(f"{name} does not fit")
        if key in spec.buffers:
            tensor = torch.empty_like(parameter).copy_(tensor)  # in the memory layout of the parameter
        memory.setdefault(int(number), {})[key] = tensor.detach()
    needed = {*spec.scalars, *spec.buffers_needed(momentum=0.0)}
    if any(needed - state.keys() for state in memory.values()) or not set(memory) <= set(range(len(parameters))):
        raise ValueError("the optimizer's memory is incomplete")
    return memory


def _section(tensors: dict[str, Tensor], section: str) -> dict[str, Tensor]:
    return {name.removeprefix(f"{section}/"): t for name, t in tensors.items() if name.startswith(f"{section}/")}


def _unreadable() -> Problem:
    return Problem(N_("These bytes are not a checkpoint."))


def _read(data: bytes) -> tuple[dict[str, str], dict[str, Tensor]]:
    try:
        length = int.from_bytes(data[:8], "little")
        about, tensors = json.loads(data[8 : 8 + length])["__metadata__"], load(data)
        if not {"index", "diverged", "optimizer", "begun", "turned", "edits"} <= about.keys():
            raise KeyError("index")
        return about, tensors
    except Exception:
        raise _unreadable() from None
