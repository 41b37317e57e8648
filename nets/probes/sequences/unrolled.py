"""The tape: a net unrolled over one sequence, with every gate, candidate and state at every step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking, taps
from nets.probes.sequences.sequence_input import outcome, reading, recurrent, told, vectors

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
    """The sequence as `told` says it, T steps, and what happens at each.

    "layers" (L,) str names the directions of the layers, "layers.0.ahead", "layers.0.back", or the layers of a net
    without state. For each "<layer>/<what>" (T, H) float32, in the order of the sequence; "what" (W,) str are
    "reset", "update", "candidate", "hidden" of a gru; "input", "forget", "candidate", "output", "cell", "hidden" of an
    lstm; "hidden" of others; attention has "<layer>/weights" (T, T) as well. "answers" (K,) or (T, K): as the output
    layer shows them; "predicted" () or (T,); "truth" () or (T,), -100 where nothing is asked, absent for an own text.
    `force` holds gates at 0 to 1 for all units at all steps: then "plain" are the answers without force, and "gates"
    (F,) str says which are held. "meant" is passed on. Raises Problem where it cannot be.
    """
    one, forced = reading(task, part, index, text), _forced(force)
    answer: dict[str, Any] = told(task, one)
    x, lengths = vectors(net, one.x)
    with looking(net):
        if getattr(net, "recurrent", False):
            outputs, record = task.written(net, x, lengths, forced)
            seen = {name: _stacked(steps, name.endswith("back")) for name, steps in record.items()}
        elif forced:
            recurrent(net)
        else:
            outputs, seen = _stateless(net, one.x, x, lengths)
        plain = net(one.x) if forced else outputs
    answer |= {"layers": np.array(list(seen)), "what": np.array(list(next(iter(seen.values()))))}
    answer |= {f"{name}/{what}": value for name, layer in seen.items() for what, value in layer.items()}
    answer |= outcome(task, outputs) | {"gates": np.array(list(forced), dtype=str), "meant": np.array(meant)}
    if forced:
        answer["plain"] = task.answers(plain)[0].numpy().copy()
    if one.target is not None:
        answer["truth"] = one.target.squeeze().numpy().copy()
    return answer


def _forced(force: Mapping[str, float] | None) -> dict[str, float]:
    """The gates to hold, if they are gates and their values shares."""
    held = {str(gate): value for gate, value in (force or {}).items()}
    for gate, value in held.items():
        if gate not in GATES or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise Problem(N_("A gate is one of {gates}, and is held at a number from 0 to 1."), gates=", ".join(GATES))
    return {gate: float(value) for gate, value in held.items()}


def _stacked(steps: dict[str, list[torch.Tensor]], back: bool) -> dict[str, np.ndarray]:
    """The steps of one sequence as arrays (T, H); what read backwards is turned round."""
    arrays = {what: torch.stack(values, dim=1)[0].numpy() for what, values in steps.items() if what != "x"}
    return {what: np.ascontiguousarray(array[::-1] if back else array) for what, array in arrays.items()}


def _stateless(net: nn.Module, symbols: Any, x: torch.Tensor, lengths: Any) -> tuple[Any, dict[str, Any]]:
    """The outputs of a net without state, its layers' outputs, and the shares of attention."""
    layers: Any = net.layers
    names = [f"layers.{place}" for place in range(len(layers))]
    with taps(net, names) as flows:
        outputs = net(symbols)
    seen: dict[str, Any] = {name: {"hidden": flows[name][0].numpy().copy()} for name in names}
    for name, layer in zip(names, layers, strict=True):
        if hasattr(layer, "weights"):
            seen[name]["weights"] = layer.weights(x, lengths)[0].numpy().copy()
        x = flows[name]
    return outputs, seen
