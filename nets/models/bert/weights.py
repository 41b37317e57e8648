"""Pre-trained weights that are stored on this machine under the hash of their content; torch-free.

An experiment contains their name. The files are safetensors, never code: "net/…" are the weights, "past/…" the figures
of their training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nets.datasets import disk_cache
from nets.experiment.user_error import N_, Problem
from nets.training.parameter_names import current_name

MAX_ALL = 200_000_000  # bytes of all stored weights
KEY = "net.start"
Arrays = dict[str, np.ndarray]


def keep(checkpoint: bytes, figures: Mapping[str, np.ndarray]) -> str:
    """Store the weights of a checkpoint with the figures of their training, and return their name."""
    from safetensors.numpy import load, save

    net = {name: array for name, array in load(checkpoint).items() if name.startswith("net/")}
    return _put(save(net | {f"past/{name}": np.ascontiguousarray(values) for name, values in figures.items()}))


def read(name: str) -> tuple[Arrays, Arrays]:
    """Return the weights and the figures. Raises Problem if they are not stored here."""
    from safetensors.numpy import load

    stored = {current_name(key): array for key, array in load(_file(name).read_bytes()).items()}
    parts = ({key[len(part) :]: stored[key] for key in stored if key.startswith(part)} for part in ("net/", "past/"))
    weights, figures = parts
    return weights, figures


def check(name: str) -> None:
    """Raise Problem if a text cannot be the name of stored weights."""
    if name and not disk_cache.NAME.fullmatch(name):
        raise Problem(N_("This is not the name of kept weights."), key=KEY)


def bring(name: str, run: Callable[..., Mapping[str, Any]]) -> None:
    """Send stored weights to the workers that lack them; `run` calls a function in each worker, like Dask's `run`."""
    if name and is_kept(name):
        missing = [worker for worker, has_weights in run(is_kept, name).items() if not has_weights]
        if missing:
            run(_put, _file(name).read_bytes(), workers=missing)


def is_kept(name: str) -> bool:
    """Return whether these weights are stored here."""
    return disk_cache.find(_folder(), name) is not None


def _folder() -> Path:
    return disk_cache.folder("weights")


def _put(data: bytes) -> str:
    return disk_cache.put(_folder(), data, MAX_ALL)


def _file(name: str) -> Path:
    path = disk_cache.find(_folder(), name)
    if path is None:
        text = N_("These pre-trained weights are not kept here: a link does not hold them. Pre-train once more.")
        raise Problem(text, key=KEY)
    return path
