"""Every inspector of every family, and all else on its page, over a covering set of settings: no panel raises.

Real nets, real probes and the pages themselves. All inspectors of a page are drawn at once, in as many rounds as they
ask the same probe with different arguments. The default run takes some of the data sets; `NETS_COVERING=wide` takes
all settings with options.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import streamlit as st

from nets.experiment.experiment import Experiment
from nets.families import EXPERIMENTS
from tests.support.pages.covering_sets import Factors, covering_set, options
from tests.support.pages.visit import Visit
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession

pytestmark = pytest.mark.slow

Open = Callable[..., Visit]  # the fixture `visit`
WIDE = os.environ.get("NETS_COVERING") == "wide"
PAGES = {"seq2seq": "encoder_decoder", "captioner": "captioning"}  # of the families that are not called like theirs
SMALL: dict[str, dict[str, Any]] = {
    "neuron": {"data.size": 40},
    "perceptron": {"data.size": 60},
    "cnn": {"net.channels": (2, 3), "data.examples": 60, "fit.batch": 8},
    "autoencoder": {"net.hidden": (8,), "data.examples": 60, "fit.batch": 8},
    "recurrent": {"net.hidden": 4, "data.examples": 60, "data.length": 8, "fit.batch": 4, "net.embedding": 3},
    "word2vec": {"data.sentences": 300, "net.dim": 4, "fit.batch": 8},
    "seq2seq": {"net.hidden": 4, "net.embedding": 3, "data.examples": 60, "data.length": 4, "fit.batch": 4},
    "captioner": {"net.channels": (2, 3), "net.hidden": 4, "net.embedding": 3, "data.examples": 100, "fit.batch": 4},
    "gpt": {"net.layers": 1, "net.heads": 2, "net.width": 8, "net.feed": 1, "data.length": 16, "fit.batch": 4},
    "bert": {"net.layers": 1, "net.heads": 2, "net.width": 8, "net.feed": 1, "data.length": 16, "fit.batch": 4},
    "transformer": {
        "net.layers": 1,
        "net.heads": 2,
        "net.width": 8,
        "net.feed": 1,
        "data.examples": 60,
        "fit.batch": 4,
    },
}
DATA = {  # one data set of each kind, for the default run
    "perceptron": ("circles", "sine", "iris", "diabetes"),
    "cnn": ("digits", "mnist1d"),
    "recurrent": ("adding", "text", "sentiment", "weather"),
    "seq2seq": ("dates", "reverse"),
    "transformer": ("dates", "sort"),
    "gpt": ("stories", "sort"),
    "bert": ("reviews", "stories"),
}
MORE: dict[str, Factors] = {  # settings without options whose values make other panels
    "perceptron": {"net.hidden": ((), (3, 2))},
    "autoencoder": {"net.code": (1, 2, 3)},
    "recurrent": {"net.layers": (1, 2), "net.embedding": (0, 3)},
    "seq2seq": {"net.layers": (1, 2)},
    "gpt": {"net.layers": (1, 2)},
}
BENDS = ("relu", "sigmoid", "identity")  # what the activations of the default run differ in: dead, saturated, unbent
LESSON = {"lesson": "Panels", "only": "fit.lr"}  # hides the settings, which take half of the time of a page
APART = ({"unit", "numbers", "ablation"}, {"breaks", "length"})  # inspectors that share a widget
WITHOUT_DATA = {"own", "csv", "points", "mnist", "fashion_mnist"}  # a user has to bring them or to have them fetched


def factors(name: str) -> dict[str, Sequence[Any]]:
    """The settings of a family that are combined, and their values."""
    found = options(EXPERIMENTS[name], ("data", "net", "fit") if WIDE else ("data", "net"))
    if not WIDE:
        found.pop("net.init", None)
    names = found["data.name"] if WIDE else DATA.get(name, found["data.name"])
    found["data.name"] = [each for each in names if each not in WITHOUT_DATA]
    if name in ("cnn", "autoencoder") and not WIDE:
        found["net.activation"] = BENDS
    if name == "perceptron":
        found["net.activation"] = [(each,) for each in EXPERIMENTS[name].settings_by_key()["net.activation"].options]
        found["net.activation"] = found["net.activation"] if WIDE else [(each,) for each in BENDS]
    return found | MORE.get(name, {})


def combined(name: str) -> list[Experiment]:
    return covering_set(EXPERIMENTS[name]().replace(SMALL[name]), factors(name))  # type: ignore[call-arg]


class Rounds:
    """Draws the inspectors of a page in rounds, each round at once in the place of the one that is chosen.

    While `asking`, the probes are only asked.
    """

    def __init__(self) -> None:
        self.asking, self.now = False, 0
        self.drawn: list[list[str]] = []

    def __call__(self, session: TrainingSession, inspectors: Mapping[str, Inspector], is_refused: bool = False) -> None:
        assert not is_refused
        asked, chosen = [session.probes.watch], session.selection.inspector
        self.drawn = [[]]
        for name, inspector in inspectors.items():
            session.selection.inspector = name
            watch = inspector.probes(session)
            fits = [_together(watch, other) and not self._clashes(name, at) for at, other in enumerate(asked)]
            at = fits.index(True) if any(fits) else len(asked)
            if at == len(asked):
                asked.append(session.probes.watch)
                self.drawn.append([])
            asked[at] = asked[at] | watch
            self.drawn[at].append(name)
        now = min(self.now, len(asked) - 1)
        session.probes.watch = asked[now]
        for name in [] if self.asking else self.drawn[now]:
            session.selection.inspector = name
            with st.container(key=f"every-{name}"):
                inspectors[name].draw(session)
        session.selection.inspector = chosen

    def _clashes(self, name: str, at: int) -> bool:
        return any(name in apart and apart & set(self.drawn[at]) for apart in APART)


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def answered(page: Visit) -> None:
    """Wait until the trainer has answered what the page asks."""
    deadline = time.monotonic() + 120
    while page.run.busy or not (page.run.ready or page.run.over):
        assert time.monotonic() < deadline
        time.sleep(0.001)


def see(page: Visit, experiment: Experiment) -> None:
    """Draw the page, and say with which settings it raised."""
    page.at.run()
    raised = [f"{error.message}\n{''.join(error.stack_trace)}" for error in page.at.exception]
    assert not raised, f"{experiment.strings()}\n{raised[0]}"


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_no_panel_raises_with_any_settings(
    visit: Open, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = Rounds()
    monkeypatch.setattr("ui.training_view.live.draw_inspector", rounds)
    page = visit("en", LESSON, PAGES.get(name, name))
    page.page = name
    for place, experiment in enumerate(combined(name)):
        page.session.begin(experiment)
        page.run.step()
        answered(page)
        rounds.now = 0
        while rounds.now < max(1, len(rounds.drawn)):
            rounds.asking = place > 0  # what it shows before there is an answer is the same for all
            see(page, experiment)
            answered(page)
            rounds.asking = False
            see(page, experiment)
            rounds.now += 1
        assert page.run.index == 1, (experiment.strings(), page.run.problem)
        failed = [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert not failed, (experiment.strings(), failed[0].getMessage(), failed[0].exc_text)
