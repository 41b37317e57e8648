"""Unpack the zip of a run, and compare the result of its script with the run."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np

from tests.support.trainings.stored_runs import run_weights


def unpack(data: bytes, target) -> str:
    """Unpack a zip and return the folder with its files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(target)
        return str(target / archive.namelist()[0].split("/")[0])


def check_result(run, folder: str, output: str) -> None:
    """Check that the script in `folder` has the weights and figures of the run."""
    assert "The numbers are the same." in output
    with np.load(f"{folder}/trained.npz") as arrays:
        theirs = dict(arrays)
    ours = run_weights(run)
    assert theirs.keys() == ours.keys()
    assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    with open(f"{folder}/metrics.csv", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    assert float(last["loss"]) == run.history.last("loss")
