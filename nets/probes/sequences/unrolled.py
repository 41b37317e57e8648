"""A net unrolled over one sequence, with every gate, candidate and state at every step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, record_outputs
from nets.probes.sequences.sequence_input import (
    answer_arrays,
    input_arrays,
    input_vectors,
    require_recurrent,
    sequence_input,
)

GATES = ("reset", "update", "input", "forget", "output")


def unrolled(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    force: Mapping[str, float] | None = None,
    meant: int = -1,
) -> dict[str, np.ndarray]:
    """Return the states of all layers over a sequence of T steps.

    The arguments are those of `sequence_input`; `force` holds gates at values from 0 to 1; `meant` is passed on.

    Returns:
        The arrays of `input_arrays`. "layers" (L,) str: "layers.0.forward_layer", "layers.0.backward_layer", or the
        layers of a net without state. For each "<layer>/<what>" (T, H) float32; "what" (W,) str are "reset", "update",
        "candidate", "hidden" of a gru; "input", "forget", "candidate", "output", "cell", "hidden" of an lstm; else
        "hidden"; of attention also "<layer>/weights" (T, T). "answers" and "predicted" as in `answer_arrays`; "truth"
        () or (T,), -100 without a target, absent for a user's text. With `force` "plain": the answers without it;
        "gates" (F,) str. "meant".

    Raises:
        Problem: If gates are held in a net without state, or are no gates.
    """
    example, gates = sequence_input(task, part, index, text), _checked_gates(force)
    answer: dict[str, Any] = input_arrays(task, example)
    x, lengths = input_vectors(net, example.x)
    with evaluation_mode(net):
        if getattr(net, "recurrent", False):
            outputs, record = task.run_written_out(net, x, lengths, gates)
            states = {name: _step_arrays(steps, name.endswith("backward_layer")) for name, steps in record.items()}
        elif gates:
            require_recurrent(net)
        else:
            outputs, states = _stateless(net, example.x, x, lengths)
        unforced = net(example.x) if gates else outputs
    answer |= {"layers": np.array(list(states)), "what": np.array(list(next(iter(states.values()))))}
    answer |= {f"{name}/{what}": value for name, layer in states.items() for what, value in layer.items()}
    answer |= answer_arrays(task, outputs) | {"gates": np.array(list(gates), dtype=str), "meant": np.array(meant)}
    if gates:
        answer["plain"] = task.answers(unforced)[0].numpy().copy()
    if example.target is not None:
        answer["truth"] = example.target.squeeze().numpy().copy()
    return answer


def _checked_gates(force: Mapping[str, float] | None) -> dict[str, float]:
    """Return the gates to hold. Raises Problem if they are no gates or their values no shares."""
    gates = {str(gate): value for gate, value in (force or {}).items()}
    for gate, value in gates.items():
        if gate not in GATES or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise Problem(N_("A gate is one of {gates}, and is held at a number from 0 to 1."), gates=", ".join(GATES))
    return {gate: float(value) for gate, value in gates.items()}


def _step_arrays(steps: dict[str, list[torch.Tensor]], back: bool) -> dict[str, np.ndarray]:
    """Return the states of one sequence as arrays (T, H) in the order of the sequence."""
    arrays = {what: torch.stack(values, dim=1)[0].numpy() for what, values in steps.items() if what != "x"}
    return {what: np.ascontiguousarray(array[::-1] if back else array) for what, array in arrays.items()}


def _stateless(net: nn.Module, tokens: Any, x: torch.Tensor, lengths: Any) -> tuple[Any, dict[str, Any]]:
    """Return the outputs of a net without state, its layers' outputs, and its attention weights."""
    layers: Any = net.layers
    names = [f"layers.{number}" for number in range(len(layers))]
    with record_outputs(net, names) as layer_outputs:
        outputs = net(tokens)
    states: dict[str, Any] = {name: {"hidden": layer_outputs[name][0].numpy().copy()} for name in names}
    for name, layer in zip(names, layers, strict=True):
        if hasattr(layer, "weights"):
            states[name]["weights"] = layer.weights(x, lengths)[0].numpy().copy()
        x = layer_outputs[name]
    return outputs, states
