"""Every benchmark says what it measures, and runs in its smoke mode with the figures it promises."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
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
    "frame": {"ms", "kb", "bare_ms", "bare_kb"},
    "word2vec": {"ratio_to_gensim", "cpu_ratio", "overlap", "analogies", "gensim_analogies", "ms"},
    "startup": {"first_page_ratio", "first_step_s", "first_step_cold_s", "home_s"},
}
QUICK = ("frame", "gpt", "length", "live", "memory", "mnist1d", "word2vec")
PARTS = {"__init__", "bare", "measure", "prepared", "viewer"}  # what the benchmarks share


def test_every_benchmark_is_known() -> None:
    assert {path.stem for path in (ROOT / "benchmarks").glob("*.py")} == FIGURES.keys() | PARTS


@pytest.mark.parametrize("name", FIGURES)
def test_a_benchmark_explains_its_figures(name: str) -> None:
    source = (ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    untold = {figure for figure in FIGURES[name] if f"`{figure}" not in docstring and f'"{figure}"' not in source}
    assert len(docstring) > 200
    assert not untold
    assert "asked.smoke" in source


@pytest.mark.parametrize("name", QUICK)
def test_a_benchmark_runs(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--smoke", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures.keys() >= FIGURES[name]
    assert all(figures.values())
