"""The next update, number by number, before it is made: forward, loss, backward and the new weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.probes.activation_hooks import record_inputs, weighted_modules
from nets.training import checkpoint
from nets.training.manual_edits import example_batch
from nets.training.trainer_state import Training

MAX_EXAMPLES = 32  # examples of a batch that are listed


def update(training: Training, examples: Sequence[int] | None = None) -> dict[str, np.ndarray]:
    """Return what the next update will do, or one on the training examples at these indices.

    A clone of the training, with optimizer state and randomness, makes the update; `training` does not change.

    Args:
        training: The training.
        examples: Indices of training examples; None takes the next batch.

    Returns:
        Of the first 32 (b) of B examples: "examples" (b,) int64; "targets" (b, …); "truth" (b,); "answers" (b, K);
        "losses" (b,); "loss", the mean over the batch. For each layer with D inputs and W units "<layer>/inputs" (b,
        D), "/sums" and "/outputs" (b, W), their gradients "/sums_gradient" and "/outputs_gradient" (b, W). For each
        parameter its value, with "_gradient" that of the loss alone, with "_new" the value after the update. "batch":
        B; "lr"; "index": updates made so far; "layers" (L,); "output_kind" and "loss_kind". Dropout is that of the
        update. Of convolutions only the parameters; of a task without targets nothing else.
    """
    saved = checkpoint.write(training)
    before, after = (checkpoint.resume(training.experiment, saved) for _ in range(2))
    has_targets = hasattr(getattr(before.task, "train", None), "truth")
    names = [name for name in weighted_modules(before.net) if has_targets and before.named[f"{name}.weight"].ndim == 2]
    batch = before.batches.draw(training.experiment.fit.batch) if examples is None else example_batch(before, examples)
    with record_inputs(before.net, names) as inputs, _record_with_gradients(before.net, names) as outputs:
        loss = before.task.loss(before.net, batch)
        loss.backward()
    after.update(None if examples is None else batch)
    answer: dict[str, Any] = {"loss": loss, "batch": len(batch), "index": before.index}
    answer |= {"layers": np.array(names), "lr": after.optimizer.param_groups[0]["lr"]}
    answer |= (
        _loss_arrays(before.task, outputs[names[-1]].detach()[:MAX_EXAMPLES], batch[:MAX_EXAMPLES])
        if has_targets
        else {}
    )
    for name in names:
        answer |= _layer(name, before.net.get_submodule(name), inputs[name][:MAX_EXAMPLES], outputs[name])
    for name, parameter in before.named.items():
        gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.to_dense()  # none: frozen
        answer |= {name: parameter, f"{name}_gradient": gradient, f"{name}_new": after.named[name]}
    return {name: _array(value) for name, value in answer.items()}


@contextmanager
def _record_with_gradients(net: nn.Module, names: list[str]) -> Iterator[dict[str, Tensor]]:
    """Record the outputs of the named modules while the block runs, and later their gradients."""
    outputs: dict[str, Tensor] = {}
    handles = [net.get_submodule(name).register_forward_hook(partial(_store_output, outputs, name)) for name in names]
    try:
        yield outputs
    finally:
        for handle in handles:
            handle.remove()


def _store_output(outputs: dict[str, Tensor], name: str, module: nn.Module, inputs: Any, output: Tensor) -> None:
    output.retain_grad()
    outputs[name] = output


def _loss_arrays(task: Any, outputs: Tensor, examples: Tensor) -> dict[str, Any]:
    """Return the targets of the examples (b,) and the losses of the raw outputs (b, K)."""
    return {
        "examples": examples,
        "targets": task.train.targets[examples],
        "truth": task.train.truth[examples],
        "answers": task.answers(outputs),
        "losses": task.losses(outputs, examples),
        "output_kind": task.output_kind,
        "loss_kind": task.loss_kind,
    }


def _layer(name: str, module: Any, inputs: Tensor, outputs: Tensor) -> dict[str, Any]:
    """Return a layer's inputs (b, D), sums and outputs (b, W), and the gradients by them."""
    sums = functional.linear(inputs, module.weight, module.bias).detach().requires_grad_()
    activation = getattr(module, "activation", None)
    assert outputs.grad is not None
    output_gradient = outputs.grad[:MAX_EXAMPLES]
    sum_gradient = torch.autograd.grad(activation(sums), sums, output_gradient)[0] if activation else output_gradient
    return {
        f"{name}/inputs": inputs,
        f"{name}/sums": sums,
        f"{name}/outputs": outputs[:MAX_EXAMPLES],
        f"{name}/sums_gradient": sum_gradient,
        f"{name}/outputs_gradient": output_gradient,
        f"{name}/kind": getattr(module, "kind", ""),
    }


def _array(value: Any) -> np.ndarray:
    return value.detach().numpy().copy() if isinstance(value, Tensor) else np.asarray(value)
