"""Every challenge of the training pages is met by real trainings as its hints say, and not by what is set up.

Long: `pytest -m slow tests/challenges`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nets.families import FAMILIES
from nets.training.experiment import Experiment
from nets.word2vec.challenges import Asked
from tests.challenges.trained import asked, trained

pytestmark = pytest.mark.slow
Attempts = Iterator[Any]  # in the order in which a person makes them
Solution = Callable[[Experiment], Attempts]
SOLUTIONS: dict[str, Solution] = {}


def solves(name: str) -> Callable[[Solution], Solution]:
    """Register how the challenge with this name, such as "neuron.few", is solved, beginning with what it sets up."""

    def register(solution: Solution) -> Solution:
        SOLUTIONS[name] = solution
        return solution

    return register


def by_settings(name: str, *turns: dict[str, Any], steps: int | None = None) -> None:
    """A challenge that is solved by trainings with these settings turned, one after the other."""
    SOLUTIONS[name] = lambda begun: (trained(begun.replace(changes), steps) for changes in turns)


QUICK = {"fit.optimizer": "adam", "fit.lr": 0.01}
by_settings("neuron.few", {"data.standard": True, "fit.lr": 0.3}, steps=10)
by_settings("perceptron.xor", {"net.hidden": (4,), "fit.lr": 0.1}, steps=2000)
by_settings("perceptron.spiral", {"net.hidden": (16, 16), **QUICK}, steps=4000)
by_settings(
    "perceptron.overfitting",
    {"net.hidden": (32, 32), **QUICK, "fit.steps": 1000},
    {"net.hidden": (32, 32), **QUICK, "fit.steps": 1000, "net.dropout": 0.5},
)
by_settings("cnn.small", {"net.channels": (16, 32), "fit.schedule": "cosine", "data.rotate": 5.0, "fit.steps": 1500})
by_settings("autoencoder.few", {"net.hidden": (128, 64), "fit.schedule": "cosine"})
by_settings("recurrent.echo", {}, {"net.cell": "gru", "data.delay": 8, "fit.lr": 0.01, "data.length": 40})
by_settings("word2vec.topical", {}, {"net.window": 10, "net.dynamic": False})
by_settings("word2vec.broken", {"fit.steps": 400}, {"data.subsample": 0.0, "fit.steps": 400})
by_settings(
    "seq2seq.small", {"net.hidden": 16, "net.attention": "dot", "net.embedding": 8, "fit.lr": 0.02, "fit.steps": 2000}
)
by_settings("captioner.small", {"net.channels": (8, 16), "net.hidden": 32})
by_settings("captioner.blind", {"fit.steps": 2000}, {"fit.steps": 2000, "net.attention": "none"})
by_settings(
    "gpt.circle",
    {"net.positions": "rotary", "fit.steps": 600},
    {"net.positions": "rotary", "fit.steps": 600, "net.layers": 1},
)
by_settings("gpt.past", {"fit.steps": 200}, {"fit.steps": 200, "net.residual": True})
by_settings("bert.positions", {"fit.steps": 600}, {"fit.steps": 600, "net.positions": "none"})
by_settings("transformer.orderless", {"data.name": "sort"})
by_settings("transformer.crutch", {}, {"net.residual": False, "fit.steps": 1000})


@solves("neuron.by_hand")
def _by_hand(begun: Experiment) -> Attempts:
    run = trained(begun, 0)
    yield run


@solves("neuron.two_losses")
def _two_losses(begun: Experiment) -> Attempts:
    for seed in range(8):
        stuck = trained(begun.replace({"fit.seed": seed, "fit.lr": 0.3}), 400)
        yield stuck
        if stuck.history.last("train_accuracy") < 0.7:
            yield trained(begun.replace({"fit.seed": seed, "fit.lr": 0.3, "net.loss": "binary_cross_entropy"}), 1500)
            return


@solves("cnn.vertical")
def _vertical(begun: Experiment) -> Attempts:
    yield type("Sandbox", (), {"kernel": np.array([[-1.0, 0, 1]] * 3)})()


@solves("cnn.fooled")
def _patched(begun: Experiment) -> Attempts:
    run = trained(begun, 400)
    for index in range(40):
        for value in (0.0, 1.0):
            for row in range(0, 7, 2):
                for column in range(0, 7, 2):
                    yield asked(run, "patch", corner=(row, column), edge=2, value=value, part="test", index=index)


@solves("autoencoder.disguise")
def _disguise(begun: Experiment) -> Attempts:
    flat = begun.replace({"net.hidden": (), "net.output": "linear"})
    yield asked(trained(flat), "reconstructions")


@solves("autoencoder.stranger")
def _stranger(begun: Experiment) -> Attempts:
    run = trained(begun)
    drawing = np.zeros(64, np.float32)
    drawing[[0, 8, 16, 24, 32, 40, 48, 56, 7, 15, 23, 31]] = 1
    yield asked(run, "strangers", pixels=drawing.tobytes())


@solves("recurrent.exploded")
def _exploded(begun: Experiment) -> Attempts:
    yield trained(begun.replace({"net.gain": 2.0}), 100)
    yield trained(begun.replace({"net.gain": 2.0, "fit.clip": 1.0, "fit.lr": 0.001}), 1500)


@solves("recurrent.fooled")
def _sentence(begun: Experiment) -> Attempts:
    run = trained(begun, 800)
    yield run
    for text in ("not not good",):
        yield asked(run, "tape", text=text, meant=1)


@solves("word2vec.five")
def _five(begun: Experiment) -> Attempts:
    from nets.data import world

    run = trained(begun)
    kinds: dict[str, int] = {}
    for kind, a, b, c, _d in world.analogies(begun.data.language):  # type: ignore[attr-defined]
        if kinds.get(kind, 0) < 2:
            found = asked(run, "analogies", a=a, b=b, c=c).look.answers["analogies"]["words"]  # type: ignore[union-attr]
            kinds[kind] = kinds.get(kind, 0) + 1
            yield Asked(a, b, c, str(found[0]))


@solves("seq2seq.fails")
def _fails(begun: Experiment) -> Attempts:
    yield asked(trained(begun, 1500), "by_length")


@solves("seq2seq.mended")
def _mended(begun: Experiment) -> Attempts:
    run = trained(begun, 250)
    for index in range(60):
        told = asked(run, "translation", part="test", index=index).look.answers["translation"]  # type: ignore[union-attr]
        source, count = told["source"], len(told["source"])
        if bool(told["right"]):
            continue
        for at in range(count):
            weights = tuple(float(place == count - 1 - at) for place in range(count))
            found = asked(run, "what_if", part="test", index=index, at=at, weights=weights, replaced=-1, symbol="")
            yield found


@solves("captioner.misread")
def _misread(begun: Experiment) -> Attempts:
    run = trained(begun, 2000)
    for index in range(20):
        told = asked(run, "caption", part="test", index=index).look.answers["caption"]  # type: ignore[union-attr]
        if not bool(told["right"]) or len(told["output"]) < 3:
            continue
        weights = told["weights"][-2].ravel()
        yield asked(run, "caption_what_if", part="test", index=index, at=0, weights=tuple(map(float, weights)))


@solves("gpt.previous")
def _previous(begun: Experiment) -> Attempts:
    run = trained(begun.replace({"net.positions": "rotary", "net.heads": 8, "fit.lr": 0.01, "fit.steps": 600}))
    yield asked(run, "heads", part="test", index=0)


@solves("bert.both_sides")
def _both_sides(begun: Experiment) -> Attempts:
    run = trained(begun, 1000)
    yield run
    for index in range(30):
        told = asked(run, "blanks", part="test", index=index).look.answers["blanks"]  # type: ignore[union-attr]
        print(
            {
                k: v
                for k, v in told.items()
                if k in ("places", "truths", "likely", "ahead", "likely_chances", "ids", "symbols")
            }
        )
        break


@solves("bert.few_labels")
def _few_labels(begun: Experiment) -> Attempts:
    yield trained(begun, 0)


@solves("transformer.finger")
def _finger(begun: Experiment) -> Attempts:
    run = trained(begun)
    for index in range(6):
        for layer in range(2):
            for head in range(4):
                yield asked(run, "translation", part="test", index=index, layer=layer, head=head)


CHALLENGES = {f"{family}.{each.name}": (made, each) for family, made in FAMILIES.items() for each in made.challenges()}


@pytest.mark.parametrize("name", CHALLENGES)
def test_challenge_is_met_by_its_solution(name: str) -> None:
    made, challenge = CHALLENGES[name]
    begun = challenge.set_up(made())  # type: ignore[call-arg]
    runs: list[Any] = []
    facts: tuple[Any, ...] = ()
    for attempt in SOLUTIONS[name](begun):
        runs = [*runs, attempt][-40:] if len(runs) > 40 else [*runs, attempt]
        verdict = challenge.check([*facts, *runs])
        facts = verdict.facts
        if len(runs) < 6:
            print(name, verdict.share, str(verdict.words))
        if verdict.reached:
            break
    assert verdict.reached, str(verdict.words)
    print(name, "REACHED", str(verdict.words))
