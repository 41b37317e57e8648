"""Two bundled GPT runs, one for each language, in the format of the app's own download.

`nets/models/gpt/trained/README.md` lists the commands that trained them. Runs in workers; torch-free at import.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nets.export import run_folder as folder
from nets.export.run_folder import Kept

if TYPE_CHECKING:
    from nets.training.trainer_state import Training

FOLDER = Path(__file__).parent / "trained"
NAMES = ("zh", "en")


@lru_cache(maxsize=len(NAMES))
def bundled_run(name: str) -> Kept:
    """Return the bundled run: settings, figures and checkpoint."""
    from nets.models.gpt.experiment import GPT

    return folder.read((FOLDER / f"{name}.zip").read_bytes(), {"gpt": GPT})


def command(name: str) -> str:
    """Return the command that trained it."""
    settings = " ".join(f"{key}={value}" for key, value in bundled_run(name).begun.strings().items())
    return f"python -m nets train gpt {settings}".strip()


@lru_cache(maxsize=len(NAMES))
def load_training(name: str) -> Training:
    """Return the training at its end, with net and task. Imports torch."""
    from nets.training.checkpoint import resume

    run = bundled_run(name)
    return resume(run.experiment, run.checkpoint)


def ask(name: str, probe: str, arguments: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return the answer of a probe about a built-in net."""
    from nets import probes

    training = load_training(name)
    return probes.ask(probe, training.net, training.task, **arguments)
