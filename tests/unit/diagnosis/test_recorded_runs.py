"""The verdict on every recorded run is the one that a user gave its curves."""

from __future__ import annotations

from collections import Counter

import pytest

from nets.diagnosis.diagnosis import diagnose
from nets.families import EXPERIMENTS
from tests.support.trainings.recorded_runs import FOLDER, RecordedRun, load_run
from tests.support.trainings.run_labels import LABELS

FINE = {"learning", "solved", "plateau"}
MAX_BYTES = 400_000


def code(run: RecordedRun) -> str:
    return diagnose(run.experiment, run.history, None, run.state, run.evaluated).code


@pytest.mark.parametrize("name", LABELS)
def test_verdict_agrees_with_label(name: str) -> None:
    run = load_run(name)
    found = code(run)
    assert found in (FINE if run.label == "fine" else {run.label}), found


def test_labels_cover_all_families_and_verdicts() -> None:
    counts = Counter(label for label, *_run in LABELS.values())
    assert min(counts[label] for label in ("overfitting", "underfitting", "fine")) >= 10
    assert {family for _label, family, *_settings in LABELS.values()} == set(EXPERIMENTS)
    files = list(FOLDER.glob("*.json"))
    assert {path.stem for path in files} == set(LABELS)
    assert sum(path.stat().st_size for path in files) < MAX_BYTES


@pytest.mark.parametrize("name", LABELS)
def test_run_is_untrained_at_step_zero_and_has_no_gap(name: str) -> None:
    run = load_run(name)
    run.history.truncate(0)
    found = diagnose(run.experiment, run.history, None, "running", run.evaluated)
    assert (found.kind, found.gap) == ("untrained", None)
