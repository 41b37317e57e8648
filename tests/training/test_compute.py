"""A plain function is called once in a worker, wherever workers are."""

from __future__ import annotations

import os

import pytest

from nets.data.tokens.settings import Splitting
from nets.data.tokens.splitting import split
from nets.training.engine import Engine, start_engine
from nets.training.experiment import Experiment
from nets.training.places import InProcess, Lost
from nets.training.problem import Problem


@pytest.mark.parametrize("kind", ["process", "cluster"])
def test_a_function_is_called_in_a_worker(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETS_WORKERS", "1")
    engine = start_engine(kind)
    try:
        found = engine.compute(split, "aa aa 你好你好", Splitting()).result(timeout=90)
        assert found.splits["words"].total == 4
        assert found.encoding.decode(found.splits["pairs"].drawn.ids) == "aa aa 你好你好"
        assert (engine.compute(os.getpid).result(timeout=90) == os.getpid()) == (kind == "process")
        with pytest.raises(Problem, match="There is no setting called"):
            engine.compute(Experiment.replace, *_unknown()).result(timeout=90)
    finally:
        engine.close()


def _unknown() -> tuple[Experiment, dict[str, int]]:
    from nets.perceptron.experiment import Perceptron

    return Perceptron(), {"data.x": 1}


def test_where_no_worker_answers_a_sentence_says_so() -> None:
    class Gone(InProcess):
        def compute(self, function, *arguments):  # type: ignore[no-untyped-def]
            raise Lost("gone")

    with pytest.raises(Problem, match="No worker answered"):
        Engine(Gone()).compute(len, "abc").result(timeout=9)
