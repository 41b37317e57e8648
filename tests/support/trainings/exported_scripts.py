"""Run the exported script of a run, and compare what it trained with the run."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np

from tests.support.trainings.stored_runs import weights


def unpacked(data: bytes, where) -> str:
    """Unpack a zip; the folder that holds its files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(where)
        return str(where / archive.namelist()[0].split("/")[0])


def check(run, place: str, said: str) -> None:
    """The script ended with the weights and figures of the run."""
    assert "The numbers are the same." in said
    with np.load(f"{place}/trained.npz") as held:
        theirs = dict(held)
    ours = weights(run)
    assert theirs.keys() == ours.keys()
    assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    with open(f"{place}/metrics.csv", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    assert float(last["loss"]) == run.history.last("loss")
