"""Diagnosis of a training, in words, from its history and the latest answers of probes; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nets.diagnosis.evidence import Evidence
from nets.diagnosis.fit_words import fit_finding
from nets.diagnosis.generalization import Gap, gap_of, level
from nets.diagnosis.rates import is_loss_leaping, is_rate_too_high, is_rate_too_low
from nets.diagnosis.remedies import remedy
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.history import History
from nets.training.manual_edits import Edit, Written
from nets.training.messages import ProbeAnswers
from nets.training.step import UNKNOWN, Evaluated

RECENT_REPORTS = 20  # reports
VANISHING_RATIO = 1e-3  # gradient of the first weights over that of the last
EXPLODING_NORM = 1e3
DEAD_SHARE = 0.5  # of the units of a layer; a third of them dead is common in ReLU nets that learn well
SOLVED_SHARE = 0.97  # test accuracy, share of the analogies, or R²
EQUAL_WEIGHTS = 1e-5  # relative difference of weights below which they count as the same
MIN_UPDATES = 5  # updates; a net that has made no more is not judged
FLAT_CHANGE = 0.005  # relative change of the training loss that is none
CODES = {  # of findings, as the command line prints them, where they are not called the same
    "lr_high": "rate_too_high",
    "lr_low": "rate_too_low",
    "dead": "dead_units",
    "symmetric": "plateau",
    "still": "plateau",
    "separated": "solved",
    "correcting": "learning",
    "by_hand": "untrained",
    "begun": "untrained",
}


@dataclass(frozen=True)
class Finding:
    """What to say of a run.

    Attributes:
        kind: Its name.
        tone: "good", "note" or "bad".
        words: The sentence.
        fix: Settings to try against it, by dotted key.
        gap: How far the test part is behind the training part, None if unknown.
    """

    kind: str
    tone: str
    words: Problem
    fix: Mapping[str, Any] = field(default_factory=dict)
    gap: Gap | None = None

    @property
    def code(self) -> str:
        """The finding in a word, as the command line prints it."""
        return CODES.get(self.kind, self.kind)


def diagnose(
    experiment: Experiment,
    history: History,
    probe_answers: ProbeAnswers | None,
    state: str,
    evaluated: Evaluated = UNKNOWN,
    edits: Sequence[Edit] = (),
) -> Finding:
    """Return the most urgent finding about a net, with a fix if one is known.

    Args:
        experiment: The settings of the run at the displayed step.
        history: The figures up to that step.
        probe_answers: The answers of the probes at that step.
        state: The state of the run, one of `nets.engine.run_state.RunState`.
        evaluated: How many examples the figures average.
        edits: Manual edits up to that step; figures from before a weight was written do not count.
    """
    since = next((edit.step for edit in reversed(edits) if isinstance(edit, Written)), None)
    is_over = state in ("done", "stopped", "failed")
    evidence = Evidence(experiment, history, probe_answers, evaluated, since, is_over)
    finding = _most_urgent(evidence, state)
    is_untrained = finding.kind in ("untrained", "begun", "diverged")
    return replace(finding, fix=remedy(finding.kind, experiment), gap=None if is_untrained else gap_of(evidence))


def _most_urgent(evidence: Evidence, state: str) -> Finding:
    if state == "diverged":
        return _divergence(evidence)
    updates = int(evidence.steps[-1]) if len(evidence.steps) else 0
    if updates == 0 and evidence.since is None:
        return Finding("untrained", "note", Problem(N_("The net is untrained: its weights are random. Press Train.")))
    finding = next((finding for judge in JUDGES for finding in judge(evidence)), None)
    if finding is not None:
        return finding
    if evidence.since is not None and len(evidence.train) < 2:
        return _hand_set_weights(evidence)
    if evidence.since is None and (updates < MIN_UPDATES or len(evidence.train) < 2):
        return _early_training(updates)
    return _progress(evidence)


def _hand_set_weights(evidence: Evidence) -> Finding:
    if not len(evidence.train):  # a history that has grown long holds no figures of this very step
        return Finding("by_hand", "note", Problem(N_("Weights set by hand: the loss of this net is not known.")))
    text = N_("Weights set by hand: the training loss is {loss:.3g} now.")
    return Finding("by_hand", "note", Problem(text, loss=float(evidence.train[-1])))


def _early_training(updates: int) -> Finding:
    text = N_("Training has just begun: after {count} updates it is too early to judge.")
    if updates == 1:
        text = N_("Training has just begun: after one update it is too early to judge.")
    return Finding("begun", "note", Problem(text, count=updates))


def _divergence(evidence: Evidence) -> Finding:
    step = evidence.history.line("loss").step
    text = N_(
        "The loss is no longer a number since step {step}: the updates overshot further and further. "
        "The learning rate {lr:g} is most likely too large."
    )
    rate = evidence.experiment.fit.lr
    return Finding("diverged", "bad", Problem(text, step=int(step[-1]) if len(step) else 0, lr=rate))


def _judge_rosenblatt(evidence: Evidence) -> Iterator[Finding]:
    """A single neuron that learns from its mistakes only: it stops by itself, or never does."""
    if not evidence.is_rosenblatt or getattr(evidence.experiment.net, "hidden", None) != ():
        return
    wrong = 1 - evidence.last("train_accuracy", 1)
    if wrong <= 0:
        text = N_("Every training example is on its side of the line: the rule has nothing left to correct.")
        yield Finding("separated", "good", Problem(text))
    elif wrong < 1:
        text = N_(
            "{wrong:.1%} of the training examples are on the wrong side, and each moves the line. "
            "That ends only if a line can separate the classes; the average of the weights stays calm."
        )
        yield Finding("correcting", "note", Problem(text, wrong=wrong))


def _judge_symmetry(evidence: Evidence) -> Iterator[Finding]:
    """All neurons of a hidden layer have the same weights, and always the same gradient."""
    answers = evidence.probe_answers.answers.get("weights", {}) if evidence.probe_answers else {}
    for number, name in enumerate(list(answers.get("layers", ()))[:-1], 1):
        rows = answers[f"{name}/weight"]  # (W, D)
        if (
            rows.ndim == 2
            and len(rows) > 1
            and np.ptp(rows, axis=0).max() <= EQUAL_WEIGHTS * np.abs(rows).max(initial=0.0)
        ):
            text = N_(
                "All {count} neurons of layer {layer} are equal: they have the same weights and get the same updates, "
                "so they stay one neuron. Random initial weights tell them apart."
            )
            yield Finding("symmetric", "bad", Problem(text, count=len(rows), layer=number))
            return


def _judge_high_rate(evidence: Evidence) -> Iterator[Finding]:
    """The loss has risen above its first value."""
    if is_rate_too_high(evidence):
        yield _high_rate(evidence)


def _judge_leaps(evidence: Evidence) -> Iterator[Finding]:
    """The loss leaps widely, and not because its units are dead."""
    if is_loss_leaping(evidence):
        yield _high_rate(evidence)


def _high_rate(evidence: Evidence) -> Finding:
    text = N_("The loss leaps about or rises instead of falling: the learning rate {lr:g} is too large.")
    return Finding("lr_high", "bad", Problem(text, lr=evidence.experiment.fit.lr))


def _judge_low_rate(evidence: Evidence) -> Iterator[Finding]:
    """The loss falls steadily, but hardly at all."""
    if is_rate_too_low(evidence):
        text = N_(
            "The loss has hardly fallen since the start: "
            "the learning rate {lr:g} may be too small, or the net too small."
        )
        yield Finding("lr_low", "bad", Problem(text, lr=evidence.experiment.fit.lr))


def _judge_dead_units(evidence: Evidence) -> Iterator[Finding]:
    """ReLU units that answer zero to every example cannot learn; a net that has learnt can spare them."""
    if level(evidence) == "learnt":
        return
    activation = getattr(evidence.experiment.net, "activation", ())
    if "relu" not in ((activation,) if isinstance(activation, str) else activation):
        return
    for name, is_dead in _dead_flags(evidence.probe_answers):
        if is_dead.mean() > DEAD_SHARE:
            text = N_("{count} of {all} ReLU units in layer {layer} are dead: they answer 0 to every example.")
            words = Problem(text, count=int(is_dead.sum()), all=len(is_dead), layer=name)
            yield Finding("dead", "bad", words)
            return


def _dead_flags(probe_answers: ProbeAnswers | None) -> Iterator[tuple[int, np.ndarray]]:
    answers = probe_answers.answers.get("activations", {}) if probe_answers else {}
    flags = [array for name, array in answers.items() if name.endswith("/dead")]
    yield from enumerate(flags, 1)


def _judge_vanishing_gradient(evidence: Evidence) -> Iterator[Finding]:
    """The gradient of the first weights is, and was from the start, a tiny fraction of the last one's.

    One that becomes tiny later comes from saturated units, a consequence of something else.
    """
    if level(evidence) == "learnt" or len(evidence.weights) < 3 or any(len(norms) < 3 for norms in evidence.weights):
        return
    first, last = evidence.weights[0], evidence.weights[-1]
    first_ratio = np.median(first[:RECENT_REPORTS]) / max(np.median(last[:RECENT_REPORTS]), 1e-30)
    ratio = np.median(first[-RECENT_REPORTS:]) / max(np.median(last[-RECENT_REPORTS:]), 1e-30)
    if np.median(last[-RECENT_REPORTS:]) > 0 and max(first_ratio, ratio) < VANISHING_RATIO:
        text = N_(
            "The gradient vanishes: in the first layer it is {ratio:.0e} of that in the last, "
            "so the first hardly learns."
        )
        yield Finding("vanishing", "bad", Problem(text, ratio=float(ratio)))


def _judge_initial_explosion(evidence: Evidence) -> Iterator[Finding]:
    """The gradient is enormous at the first update, before any learning rate could have made it so."""
    if any(len(norms) and norms[0] > EXPLODING_NORM for norms in evidence.weights):
        yield from _judge_explosion(evidence)


def _judge_explosion(evidence: Evidence) -> Iterator[Finding]:
    """Some gradient has become enormous."""
    peaks = [norms[-RECENT_REPORTS:].max() for norms in evidence.weights if len(norms)]
    if peaks and max(peaks) > EXPLODING_NORM:
        text = N_("The gradient explodes: its norm reached {norm:.0e}. Clipping or a smaller learning rate tames it.")
        yield Finding("exploding", "bad", Problem(text, norm=max(peaks)))


def _judge_fit(*verdicts: str) -> Callable[[Evidence], Iterator[Finding]]:
    """Return a judge that yields the verdict of `nets.diagnosis.generalization`, if it is one of these."""

    def judge(evidence: Evidence) -> Iterator[Finding]:
        kind, tone, words = fit_finding(evidence)
        if kind in verdicts:
            yield Finding(kind, tone, words)

    return judge


def _judge_solution(evidence: Evidence) -> Iterator[Finding]:
    """Nearly all test examples, or analogies, have been right for a while, or R² is nearly 1."""
    analogies, accuracy, r2 = (
        evidence.last(f"test_{name}", 1) if evidence.last(f"test_{name}") >= SOLVED_SHARE else 0.0
        for name in ("analogies", "accuracy", "r2")
    )
    if analogies >= SOLVED_SHARE and len(evidence.figures("test_analogies")[1]) >= MIN_UPDATES:
        yield Finding(
            "solved", "good", Problem(N_("Solved: {accuracy:.0%} of the analogies are right."), accuracy=analogies)
        )
    if accuracy >= SOLVED_SHARE:
        text = N_("Solved: {accuracy:.0%} of the test examples are right.")
        yield Finding("solved", "good", Problem(text, accuracy=accuracy))
    if r2 >= SOLVED_SHARE:
        yield Finding("solved", "good", Problem(N_("Solved: on the test set R² is {r2:.3f}."), r2=r2))


def _progress(evidence: Evidence) -> Finding:
    first, last = float(evidence.train[0]), float(evidence.train[-1])
    if last > (1 + FLAT_CHANGE) * first:
        text = N_("The training loss has risen from {begun:.3g} to {now:.3g}.")
        return Finding("learning", "note", Problem(text, begun=first, now=last))
    if last > (1 - FLAT_CHANGE) * first:
        text = N_("The training loss stands at {now:.3g}: it has hardly changed so far.")
        return Finding("still", "note", Problem(text, now=last))
    text = N_("Learning: the training loss fell from {begun:.3g} to {now:.3g}.")
    return Finding("learning", "good", Problem(text, begun=first, now=last))


JUDGES: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    _judge_initial_explosion,
    _judge_rosenblatt,
    _judge_solution,
    _judge_symmetry,
    _judge_high_rate,
    _judge_explosion,
    _judge_dead_units,
    _judge_leaps,
    _judge_vanishing_gradient,
    _judge_fit("overfitting"),
    _judge_low_rate,
    _judge_fit("underfitting", "plateau"),
)
