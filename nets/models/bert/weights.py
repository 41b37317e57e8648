"""Pre-trained weights that are kept on this machine under the hash of what they are; torch-free.

An experiment holds their name. They are safetensors, never code: "net/…" the weights, "past/…" the figures of the
training that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nets.datasets import disk_cache
from nets.experiment.user_error import N_, Problem
from nets.training.parameter_names import current_name

MAX_ALL = 200_000_000  # bytes of all together
KEY = "net.start"
Arrays = dict[str, np.ndarray]


def keep(checkpoint: bytes, past: Mapping[str, np.ndarray]) -> str:
    """Keep the weights of a training's checkpoint with its figures, and give their name."""
    from safetensors.numpy import load, save

    net = {name: array for name, array in load(checkpoint).items() if name.startswith("net/")}
    return _put(save(net | {f"past/{name}": np.ascontiguousarray(values) for name, values in past.items()}))


def read(name: str) -> tuple[Arrays, Arrays]:
    """The weights, and the figures. Raises Problem where they are not kept here."""
    from safetensors.numpy import load

    held = {current_name(key): array for key, array in load(_file(name).read_bytes()).items()}
    parts = ({key[len(part) :]: held[key] for key in held if key.startswith(part)} for part in ("net/", "past/"))
    weights, past = parts
    return weights, past


def check(name: str) -> None:
    """Raises Problem for what cannot be the name of kept weights."""
    if name and not disk_cache.NAME.fullmatch(name):
        raise Problem(N_("This is not the name of kept weights."), key=KEY)


def bring(name: str, run: Callable[..., Mapping[str, Any]]) -> None:
    """Keep weights that are kept here on those workers that lack them; `run` calls a function in each, as Dask's."""
    if name and is_kept(name):
        lacking = [worker for worker, there in run(is_kept, name).items() if not there]
        if lacking:
            run(_put, _file(name).read_bytes(), workers=lacking)


def is_kept(name: str) -> bool:
    """Whether these weights are here."""
    return disk_cache.find(_folder(), name) is not None


def _folder() -> Path:
    return disk_cache.folder("weights")


def _put(data: bytes) -> str:
    return disk_cache.put(_folder(), data, MAX_ALL)


def _file(name: str) -> Path:
    found = disk_cache.find(_folder(), name)
    if found is None:
        text = N_("These pre-trained weights are not kept here: a link does not hold them. Pre-train once more.")
        raise Problem(text, key=KEY)
    return found
