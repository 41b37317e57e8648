"""The bundled nets are small, are loaded as any run, and are as good as stated."""

from __future__ import annotations

import pytest

from nets.models.gpt import shipped
from nets.models.gpt.experiment import GPT


@pytest.mark.parametrize("name", shipped.NAMES)
def test_bundled_net_is_as_stated(name: str) -> None:
    assert (shipped.FOLDER / f"{name}.zip").stat().st_size < 2_000_000
    run = shipped.bundled_run(name)
    training = shipped.load_training(name)
    assert training.index == run.about.index
    training.net.eval()
    assert training.task.report(training.net)["test_bits"] == pytest.approx(run.history.last("test_bits"), abs=0.01)
    readme = (shipped.FOLDER / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.endswith(f"--zip {name}.zip"))
    settings = dict(word.split("=") for word in line.split() if "=" in word)
    assert GPT.from_strings(settings) == run.begun, "the command makes this very run"
