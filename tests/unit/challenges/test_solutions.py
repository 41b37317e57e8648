"""Real trainings that follow the hints of a challenge meet it, and its set-up alone does not.

Some take minutes: `pytest -m long tests/unit/challenges`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

import numpy as np
import pytest

from nets.datasets.text import generated_world as world
from nets.datasets.text import sentiment
from nets.experiment.experiment import Experiment
from nets.models.neuron.challenges import best_line
from nets.models.word2vec.challenges import Asked
from nets.training.challenge import Verdict
from tests.support.trainings.challenge_cases import Case, cases
from tests.support.trainings.trained_runs import TrainedRun, train_run, with_probe_answer
from ui.panels.bert.fine_tuning import demonstration

pytestmark = pytest.mark.long
Attempts = Generator[Any, Verdict, None]  # what a user tries, one after the other; each gets the verdict
Solution = Callable[[Experiment], Attempts]
SOLUTIONS: dict[str, Solution] = {}
PARTS = 20  # of a training that are judged, as a page does all the time


def solves(name: str) -> Callable[[Solution], Solution]:
    """Register the solution of a challenge, such as "neuron.few", that begins with its set-up."""

    def register(solution: Solution) -> Solution:
        SOLUTIONS[name] = solution
        return solution

    return register


def training(experiment: Experiment, enough: float = 1.0) -> Attempts:
    """Train until the verdict is high enough."""
    run = TrainedRun(experiment)
    verdict = yield run.train(0)
    while run.state not in ("done", "diverged") and verdict.share < enough:
        verdict = yield run.train(run.index + -(-experiment.fit.steps // PARTS))


def by_settings(name: str, *turns: Mapping[str, Any], enough: float = 0.5) -> None:
    """Return a solution by trainings with these settings; all but the last end when the verdict is high enough."""

    def solution(start: Experiment) -> Attempts:
        for number, changes in enumerate(turns, 1):
            yield from training(start.replace(changes), enough if number < len(turns) else 1.0)

    SOLUTIONS[name] = solution


ADAM = {"fit.optimizer": "adam", "fit.lr": 0.01}
LARGE = {"net.hidden": (32, 32), **ADAM}
ROTARY = {"net.positions": "rotary", "fit.steps": 600}
by_settings("neuron.few", {"data.standard": True, "fit.lr": 0.3, "fit.steps": 10})
by_settings("perceptron.xor", {"net.hidden": (4,), "fit.lr": 0.1, "fit.steps": 2000})
by_settings("perceptron.spiral", {"net.hidden": (16, 16), **ADAM, "fit.steps": 4000})
by_settings(
    "perceptron.overfitting", LARGE | {"fit.steps": 1000}, LARGE | {"fit.weight_decay": 0.03, "fit.steps": 1500}
)
by_settings("cnn.small", {"net.channels": (16, 32), "fit.schedule": "cosine", "data.rotate": 5.0, "fit.steps": 1500})
by_settings("autoencoder.few", {"net.hidden": (128, 64), "fit.schedule": "cosine"})
by_settings("recurrent.echo", {}, {"net.cell": "gru", "data.delay": 8, "fit.lr": 0.01}, enough=0.3)
by_settings("recurrent.exploded", {"net.gain": 2.0}, {"net.gain": 2.0, "fit.clip": 1.0, "fit.lr": 0.001})
by_settings("word2vec.topical", {}, {"net.window": 10, "net.dynamic": False})
by_settings("word2vec.broken", {"fit.steps": 400}, {"data.subsample": 0.0, "fit.steps": 400})
by_settings(
    "seq2seq.small", {"net.hidden": 14, "net.attention": "dot", "net.embedding": 8, "fit.lr": 0.02, "fit.steps": 2000}
)
by_settings("captioner.small", {"net.channels": (8, 16), "net.hidden": 32})
by_settings("captioner.blind", {"fit.steps": 2000}, {"fit.steps": 2000, "net.attention": "none"}, enough=2.0)
by_settings("gpt.circle", ROTARY, ROTARY | {"net.layers": 1})
by_settings("gpt.past", {"fit.steps": 200}, {"fit.steps": 400, "net.residual": True})
by_settings("bert.positions", {"fit.steps": 600}, {"fit.steps": 600, "net.positions": "none"}, enough=2.0)
by_settings("transformer.orderless", {"data.name": "sort"})
by_settings("transformer.crutch", {}, {"net.residual": False})


@solves("neuron.by_hand")
def _fit_by_hand(start: Experiment) -> Attempts:
    run = train_run(start, 0)
    weight, bias = best_line(start.data)[0]  # type: ignore[arg-type]
    assert run.trainer is not None
    for name, place, value in (("weight", (0, 0), 1.02 * weight), ("bias", (0,), bias)):
        run.history.extend(run.trainer.command("write", f"output.{name}", place, float(value)).columns)
        yield run


@solves("neuron.two_losses")
def _compare_losses(start: Experiment) -> Attempts:
    for seed in range(8):
        verdict = yield train_run(start.replace({"fit.seed": seed, "fit.lr": 0.3}), 400)
        if verdict.share >= 0.5:
            yield from training(start.replace({"fit.seed": seed, "fit.lr": 0.3, "net.loss": "binary_cross_entropy"}))
            return


@solves("cnn.vertical")
def _detect_vertical_edges(start: Experiment) -> Attempts:
    yield type("Sandbox", (), {"kernel": np.array([[-1.0, 0, 1]] * 3)})()


@solves("cnn.fooled")
def _cover_with_patch(start: Experiment) -> Attempts:
    run = train_run(start, 400)
    places = [(row, column) for row in range(0, 7, 2) for column in range(0, 7, 2)]
    for index in range(40):
        for corner in places:
            for value in (0.0, 1.0):
                yield with_probe_answer(run, "patch", corner=corner, edge=2, value=value, part="test", index=index)


@solves("autoencoder.disguise")
def _match_pca(start: Experiment) -> Attempts:
    yield with_probe_answer(train_run(start.replace({"net.hidden": (), "net.output": "linear"})), "reconstructions")


@solves("autoencoder.stranger")
def _draw_outlier(start: Experiment) -> Attempts:
    drawing = np.zeros((8, 8), np.float32)
    drawing[:7, 0] = drawing[:5, 7] = 1  # along the edges, as the hint says
    yield with_probe_answer(train_run(start), "anomalies", pixels=drawing.tobytes())


@solves("recurrent.fooled")
def _write_contradiction(start: Experiment) -> Attempts:
    run = train_run(start, 600)
    yield run
    good, bad = sentiment.GOOD["en"][0], sentiment.BAD["en"][0]
    for text, meant in (
        (f"the film is not not {good}", 1),
        (f"although the film is not {bad} , but the book is not not {bad}", 0),
        (f"although the film is {bad} , the film is {good} , but the film is not {good}", 0),
        (f"{good} the film is not", 0),
        (f"not the film is {bad}", 1),
        (f"the film is {good} , although not", 1),
    ):
        yield with_probe_answer(run, "unrolled", text=text, meant=meant)


@solves("word2vec.five")
def _five(start: Experiment) -> Attempts:
    run, count = train_run(start), {}  # type: ignore[var-annotated]
    for kind, a, b, c, _d in world.analogies(start.data.language):  # type: ignore[attr-defined]
        count[kind] = count.get(kind, 0) + 1
        if count[kind] <= 3:
            analogy = with_probe_answer(run, "analogies", a=a, b=b, c=c).answer("analogies")
            yield Asked(a, b, c, str(analogy["words"][0]))


@solves("seq2seq.fails")
def _fails(start: Experiment) -> Attempts:
    run = TrainedRun(start.replace({"fit.steps": 2000}))
    yield with_probe_answer(run.train(0), "accuracy_by_length")
    while run.index < 2000:
        yield with_probe_answer(run.train(run.index + 200), "accuracy_by_length")


@solves("seq2seq.mended")
def _edit_attention(start: Experiment) -> Attempts:
    run = TrainedRun(start)
    for steps in (150, 250, 350):
        run.train(steps)
        for index in range(20):
            answer = with_probe_answer(run, "translation", part="test", index=index).answer("translation")
            count = len(answer["source"])
            for position in range(0 if bool(answer["right"]) else count):
                weights = tuple(float(place == count - 1 - position) for place in range(count))
                asking = {"part": "test", "index": index, "at": position, "weights": weights}
                yield with_probe_answer(run, "what_if", **asking, replaced=-1, symbol="")


@solves("captioner.misread")
def _move_attention(start: Experiment) -> Attempts:
    run = TrainedRun(start)
    while (run.index < 3000 and run.history.last("test_accuracy") < 0.85) or not run.index:
        run.train(run.index + 200)
    yield run.train(run.index)
    for index in range(20):
        answer = with_probe_answer(run, "caption", part="test", index=index).answer("caption")
        if bool(answer["right"]) and len(answer["output"]) > 2:
            weights = tuple(map(float, answer["weights"][-2].ravel()))
            yield with_probe_answer(run, "caption_what_if", part="test", index=index, at=0, weights=weights)


@solves("gpt.previous")
def _find_previous_token_head(start: Experiment) -> Attempts:
    run = TrainedRun(start.replace(ROTARY | {"net.heads": 8, "fit.lr": 0.01}))
    yield with_probe_answer(run.train(0), "attention_heads", part="test", index=0)
    while run.index < 600:
        yield with_probe_answer(run.train(run.index + 100), "attention_heads", part="test", index=0)


OWN = {
    "en": (
        "the film is not [MASK] . [SEP] the film is terrible .",
        "the [MASK] is good . [SEP] the room is very good .",
    ),
    "zh": ("这 [MASK] 很 好 . [SEP] 这 房间 非常 好 .", "这 电影 很 [MASK] . [SEP] 这 电影 非常 糟糕 ."),
}


@solves("bert.both_sides")
def _fill_from_both_sides(start: Experiment) -> Attempts:
    run = TrainedRun(start)
    things = sentiment.THINGS[start.data.language]  # type: ignore[attr-defined]
    while run.index < start.fit.steps:
        run.train(run.index + 150)
        for thing in things:
            text = {
                "en": f"the [MASK] is good . [SEP] the {thing} is great .",
                "zh": f"这[MASK]很好。[SEP]这{thing}非常精彩。",
            }
            yield with_probe_answer(run, "mask_predictions", text=text[start.data.language])  # type: ignore[attr-defined]


@solves("bert.few_labels")
def _fine_tune(start: Experiment) -> Attempts:
    settings = demonstration(300)  # as the page's button sets them
    yield from training(start.replace(settings | {"net.pretrain": 0}), 2.0)
    yield from training(start.replace(settings))


@solves("transformer.finger")
def _find_pointing_head(start: Experiment) -> Attempts:
    run = TrainedRun(start)
    while run.index < start.fit.steps:
        run.train(run.index + 200)
        for index in range(6):
            for layer in range(2):
                for head in range(4):
                    yield with_probe_answer(run, "translation", part="test", index=index, layer=layer, head=head)


CASES = [pytest.param(case, id=f"{case.family}.{case.challenge.name}-{case.language}") for case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_challenge_is_met_by_its_solution_and_not_before(case: Case) -> None:
    name = f"{case.family}.{case.challenge.name}"
    attempts = SOLUTIONS[name](case.challenge.set_up(case.usual))
    runs: list[Any] = []
    attempt, verdict, progress = next(attempts), None, []
    while True:
        runs = [run for run in runs if getattr(run, "trainer", run) is not getattr(attempt, "trainer", None)]
        runs.append(attempt)
        verdict = case.challenge.check([*(verdict.facts if verdict else ()), *runs])
        progress.append(f"{getattr(attempt, 'index', '')}: {verdict.share:.2f} {verdict.words}")
        if verdict.reached:
            break
        try:
            attempt = attempts.send(verdict)
        except StopIteration:
            break
    print(f"{name} ({case.language}):", *progress[-3:], sep="\n  ")
    assert verdict.reached
    assert len(progress) > 1 or case.family in ("cnn", "autoencoder"), "what was set up has met it"
