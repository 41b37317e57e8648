"""The nets that come along: small, read as any folder, and no worse than they say."""

from __future__ import annotations

import pytest

from nets.gpt import shipped
from nets.probes import ask


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_net_that_comes_along_is_what_it_says(name: str) -> None:
    assert (shipped.FOLDER / f"{name}.zip").stat().st_size < 2_000_000
    run = shipped.kept(name)
    training = shipped.opened(name)
    assert training.index == run.about.index
    whole = ask("whole", training.net, training.task)
    assert float(whole["test_bits"]) == pytest.approx(run.history.last("test_bits"), abs=0.05)
    assert shipped.command(name) in (shipped.FOLDER / "README.md").read_text(encoding="utf-8")
