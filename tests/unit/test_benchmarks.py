"""Every benchmark explains its figures, and prints them in its smoke mode."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import pytest

from benchmarks.demonstrations.__main__ import row, select
from benchmarks.demonstrations.claims import DEMONSTRATIONS
from benchmarks.demonstrations.demonstration import Demonstration, experiment
from tests.support.paths import ROOT

FIGURES = {
    "live": {"ratio", "cpu_ratio", "steps_per_s", "frames_per_s"},
    "classroom": {
        "fairness",
        "latency_p50_s",
        "latency_p95_s",
        "total_ratio",
        "mb_per_session",
        "server_mb",
        "worker_mb",
        "frames_per_s_min",
        "frames_per_s_median",
    },
    "gpt": {"ratio", "cpu_ratio", "step_ms", "unwatched", "watched"},
    "length": {"none", "dot", "additive", "scaled"},
    "memory": {"rnn", "gru", "lstm", "cnn", "attention"},
    "mnist1d": {"logistic", "mlp", "cnn", "gru"},
    "demonstrations": {"collapse", "transfer", "xor"},
    "frame": {"ms", "kb", "bare_ms", "bare_kb"},
    "word2vec": {"ratio_to_gensim", "cpu_ratio", "overlap", "analogies", "gensim_analogies", "ms"},
    "soak": {"server_mb", "worker_mb", "threads", "exceptions", "refused"},
    "startup": {"first_page_ratio", "first_step_s", "first_step_cold_s", "home_s"},
}
QUICK = ("demonstrations", "frame", "gpt", "length", "live", "memory", "mnist1d", "word2vec")
PARTS = {"__init__", "bare", "measure", "prepared", "viewer"}  # shared by the benchmarks


def test_every_benchmark_is_known() -> None:
    scripts = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    packages = {path.parent.name for path in (ROOT / "benchmarks").glob("*/__main__.py")}
    assert scripts | packages == FIGURES.keys() | PARTS


@pytest.mark.parametrize("name", FIGURES)
def test_benchmark_explains_its_figures(name: str) -> None:
    script = ROOT / "benchmarks" / f"{name}.py"
    source = (script if script.exists() else script.with_suffix("") / "__main__.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    unexplained = {figure for figure in FIGURES[name] if f"`{figure}" not in docstring and f'"{figure}"' not in source}
    assert len(docstring) > 200
    assert not unexplained
    assert "options.smoke" in source


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_benchmark_prints_its_figures(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--smoke", "--json"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr
    figures = json.loads(result.stdout)
    assert figures.keys() >= FIGURES[name]
    assert all(figures.values())


@pytest.mark.parametrize("demonstration", DEMONSTRATIONS, ids=lambda each: each.name)
def test_demonstration_compares_nets_that_can_be_trained(demonstration: Demonstration) -> None:
    assert demonstration.place
    assert demonstration.claim.endswith(".")
    assert bool(demonstration.arms) != bool(demonstration.other)
    for arm in demonstration.arms.values():
        seeded = experiment(arm, seed=3)
        assert seeded.fit.seed == 3
        assert not seeded.replace({**arm.settings, "fit.report": seeded.fit.report}).changes_to(seeded)


def test_row_counts_the_seeds_on_which_a_claim_holds() -> None:
    even = Demonstration("even", "nowhere", "Even seeds hold.", lambda one: one["seed"] % 2 == 0, other=_seed)
    result = row(even, seeds=5)
    assert (result["holds"], result["seeds"]) == (3, 5)
    assert result["figures"] == [{"seed": float(seed)} for seed in range(5)]


def test_demonstrations_are_selected_by_parts_of_their_names() -> None:
    assert {each.name for each in select("fine_tuning,xor")} == {"fine_tuning_en", "fine_tuning_zh", "xor"}
    assert len(select("")) == len(DEMONSTRATIONS) == len({each.name for each in DEMONSTRATIONS})


def _seed(seed: int) -> dict[str, float]:
    return {"seed": float(seed)}
