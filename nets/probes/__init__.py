"""Probes: questions to a net. `probe(net, task, **arguments)` answers with numpy arrays and changes nothing.

Every probe leaves the net's weights, gradients and modes and all randomness as they were.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nets.training.problem import N_, Problem

PROBES = {  # "module:function", imported when first asked for: torch is for workers only
    "activations": "nets.probes.activations:activations",
    "answer": "nets.probes.answer:answer",
    "bends": "nets.probes.bends:bends",
    "collapse": "nets.probes.collapse:collapse",
    "gradients": "nets.probes.gradients:gradients",
    "line": "nets.probes.line:line",
    "predictions": "nets.probes.predictions:predictions",
    "space": "nets.probes.space:space",
    "surface": "nets.probes.surface:surface",
    "unit": "nets.probes.unit:unit",
    "weights": "nets.probes.weights:weights",
}


def ask(name: str, net: Any, task: Any, **arguments: Any) -> dict[str, np.ndarray]:
    """The answer of the probe called `name`. Raises Problem when there is none of that name."""
    if name not in PROBES:
        raise Problem(N_("There is no probe called {name}."), name=name[:40])
    module, function = PROBES[name].split(":")
    return getattr(import_module(module), function)(net, task, **arguments)
