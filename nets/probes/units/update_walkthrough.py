"""One update, number by number, before it is made: forward, loss, backward and the new weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.probes.activation_hooks import inflows, weighted
from nets.training import checkpoint
from nets.training.manual_edits import chosen
from nets.training.trainer_state import Training

MOST = 32  # examples of a batch that are told one by one


def update(training: Training, examples: Sequence[int] | None = None) -> dict[str, np.ndarray]:
    """What the next update will do, or one on the training examples at these indices; nothing of `training` changes.

    A clone, optimizer memory and randomness included, makes the update and is followed. Of the B examples of the
    batch the first 32 (b) are told:
    "examples" (b,) int64; "targets" (b, …); "truth" (b,); "answers" (b, K): the outputs as they are shown; "loss": the
    mean over the batch; "losses" (b,): of each. For each layer with D inputs and W units "<layer>/inputs" (b, D),
    "/sums" (b, W), "/outputs" (b, W), the gradients of the mean loss by them, "/sums_gradient" and
    "/outputs_gradient" (b, W), and for each of its parameters "<layer>/weight", the same with "_gradient", as the loss
    alone gives it, and with "_new", after the update. "batch": B; "lr": the rate of the update; "index": updates made
    so far; "layers" (L,); "output_kind" and "loss_kind" name the last steps. Dropout is as it will be in the update.
    Of convolutions only the parameters are told, with their gradients; of a task without targets nothing else.
    """
    written = checkpoint.write(training)
    looked, made = (checkpoint.resume(training.experiment, written) for _ in range(2))
    told = hasattr(looked.task, "targets")
    names = [name for name in weighted(looked.net) if told and looked.named[f"{name}.weight"].ndim == 2]
    batch = looked.batches.draw(training.experiment.fit.batch) if examples is None else chosen(looked, examples)
    with inflows(looked.net, names) as inputs, _following(looked.net, names) as outputs:
        loss = looked.task.loss(looked.net, batch)
        loss.backward()
    made.update(None if examples is None else batch)
    answer: dict[str, Any] = {"loss": loss, "batch": len(batch), "index": looked.index}
    answer |= {"layers": np.array(names), "lr": made.optimizer.param_groups[0]["lr"]}
    answer |= _judged(looked.task, outputs[names[-1]].detach()[:MOST], batch[:MOST]) if told else {}
    for name in names:
        answer |= _layer(name, looked.net.get_submodule(name), inputs[name][:MOST], outputs[name])
    for name, parameter in looked.named.items():
        slope = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.to_dense()  # none: frozen
        answer |= {name: parameter, f"{name}_gradient": slope, f"{name}_new": made.named[name]}
    return {name: _array(value) for name, value in answer.items()}


@contextmanager
def _following(net: nn.Module, names: list[str]) -> Iterator[dict[str, Tensor]]:
    """Keep the outputs of the named modules while the block runs, and later their gradients."""
    kept: dict[str, Tensor] = {}
    handles = [net.get_submodule(name).register_forward_hook(partial(_keep, kept, name)) for name in names]
    try:
        yield kept
    finally:
        for handle in handles:
            handle.remove()


def _keep(kept: dict[str, Tensor], name: str, module: nn.Module, inputs: Any, output: Tensor) -> None:
    output.retain_grad()
    kept[name] = output


def _judged(task: Any, outputs: Tensor, examples: Tensor) -> dict[str, Any]:
    """What is wanted of the examples (b,) and how far the raw outputs (b, K) are from it."""
    return {
        "examples": examples,
        "targets": task.targets[examples],
        "truth": task.truth[examples],
        "answers": task.answers(outputs),
        "losses": task.losses(outputs, examples),
        "output_kind": task.output_kind,
        "loss_kind": task.loss_kind,
    }


def _layer(name: str, module: Any, inputs: Tensor, outputs: Tensor) -> dict[str, Any]:
    """What went into a layer, (b, D), its sums and outputs, (b, W), and the gradients by them."""
    sums = functional.linear(inputs, module.weight, module.bias).detach().requires_grad_()
    bend = getattr(module, "activation", None)
    assert outputs.grad is not None
    slope = outputs.grad[:MOST]
    steeper = torch.autograd.grad(bend(sums), sums, slope)[0] if bend else slope
    return {
        f"{name}/inputs": inputs,
        f"{name}/sums": sums,
        f"{name}/outputs": outputs[:MOST],
        f"{name}/sums_gradient": steeper,
        f"{name}/outputs_gradient": slope,
        f"{name}/kind": getattr(module, "kind", ""),
    }


def _array(value: Any) -> np.ndarray:
    return value.detach().numpy().copy() if isinstance(value, Tensor) else np.asarray(value)
