"""Three challenges for BERT, judged by the figures of runs and by probe answers; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.models.bert.experiment import Bert
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, recent_median, runs_of, sustained_value

LEARNT = 0.5  # accuracy that a net must reach before user-written sentences count
SURE = 0.5
FEW = 500  # labels
GAIN = 0.05  # of accuracy, by pre-training
TUNED, FILLED = 200, 100  # updates before two nets are compared, in fine-tuning and pre-training
WORTH = 0.1  # of accuracy, by positions


def both_sides(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a mask in a user-written sentence whose prediction changes without the right context."""
    words = Problem(N_("Write a sentence of your own with one blank, [MASK], and words on either side of it."))
    for run, _experiment in _ours(runs, "blanks"):
        answer = probe_answer(run, "mask_predictions")
        if not answer or str(answer["part"]) != "own" or len(answer["places"]) != 1:
            continue
        best, ahead = str(answer["likely"][0, 0]), str(answer["ahead"][0])
        chance = float(answer["likely_probabilities"][0, 0])
        if recent_median(run.history, "test_accuracy") < LEARNT:
            words = Problem(N_("Let the net fill {share:.0%} of the blanks of the test part first."), share=LEARNT)
        elif best == ahead:
            words = Problem(N_("It would say “{word}” even without what stands behind the blank."), word=best)
        elif chance < SURE:
            words = Problem(N_("It says “{word}”, but is only {chance:.0%} sure."), word=best, chance=chance)
        else:
            text = N_("“{ahead}” by what stands before, “{word}” by both sides: it has read on.")
            return Verdict(1, Problem(text, ahead=ahead, word=best))
    return Verdict(0, words)


def few_labels(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a pre-trained net that beats the same net from scratch with the same few labels."""
    judged = [(run, experiment) for run, experiment in _ours(runs, "verdict") if experiment.data.labels <= FEW]
    best = 0.0
    for run, experiment in judged:
        for other, alone in judged:
            if (
                experiment.pretrained
                and not alone.pretrained
                and experiment.data == alone.data
                and _scratch(experiment) == _scratch(alone)
            ):
                best = max(best, _ahead(run, other, TUNED))
    if best >= GAIN:
        return Verdict(1, Problem(N_("Pre-training was worth {gain:.1%} of the verdicts."), gain=best))
    text = N_(
        "So far pre-training was worth {gain:.1%}; aim: {aim:.0%}, with {few} labels at most, the same data and "
        "{least} updates or more of each net."
    )
    share = 0.3 * any(experiment.pretrained for _, experiment in judged) + 0.3 * any(
        not experiment.pretrained for _, experiment in judged
    )
    return Verdict(min(0.99, share + 0.3 * best / GAIN), Problem(text, gain=best, aim=GAIN, few=FEW, least=TUNED))


def _scratch(experiment: Bert) -> Any:
    """Return the settings of the net without pre-training."""
    return experiment.net.model_copy(update={"start": "", "pretrain": 0})


def _ahead(run: Attempt, other: Attempt, least: int) -> float:
    """Return by how much the accuracy of one run exceeds another's after as many updates, at least `least`; else 0."""
    common = min(run.index, other.index)
    if common < least:
        return 0.0
    best, against = (sustained_value(each.history, "test_accuracy", until=common) for each in (run, other))
    return max(0.0, best - against) if against else 0.0


def positions(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on two nets that differ in positions alone and clearly in accuracy."""
    ours = _ours(runs, "blanks")
    bare = [(other, experiment) for other, experiment in ours if experiment.net.positions == "none"]
    gap = max(
        (
            _ahead(run, other, FILLED)
            for run, experiment in ours
            for other, lacking in bare
            if experiment.net.positions != "none" and experiment.data == lacking.data
            and experiment.net.model_copy(update={"positions": "none"}) == lacking.net
        ),
        default=0.0,
    )  # fmt: skip
    if gap >= WORTH:
        return Verdict(1, Problem(N_("Knowing the order was worth {gap:.1%} of the blanks."), gap=gap))
    text = N_(
        "So far the order was worth {gap:.1%} of the blanks; aim: {aim:.0%}, on the same data, after as many updates."
    )
    return Verdict(min(0.99, 0.3 * bool(bare) + 0.6 * gap / WORTH), Problem(text, gap=gap, aim=WORTH))


def _ours(runs: Sequence[Any], goal: str) -> list[tuple[Any, Bert]]:
    return [(run, experiment) for run, experiment in runs_of(Bert, runs) if experiment.data.goal == goal]


CHALLENGES = (
    Challenge(
        "both_sides",
        N_("Read to the end"),
        N_(
            "Write a sentence with a blank that the net fills in another way, at least half sure, because of what "
            "stands after it."
        ),
        both_sides,
        (
            N_("Let it fill half of the blanks of the test part first."),
            N_("Put the blank near the beginning, and what gives it away behind it."),
            N_("Of reviews: the second sentence can tell what the first one is about. Divide the two by [SEP]."),
        ),
        {"data.goal": "blanks"},
    ),
    Challenge(
        "few_labels",
        N_("What reading is worth"),
        N_(
            "With 500 labels at most, let a pre-trained net beat the same net from scratch by 5 points on the test "
            "sentences."
        ),
        few_labels,
        (
            N_("Pre-train on reviews until half of the blanks are right or better, then press “Fine-tune it”."),
            N_("It trains both at once, on the same labels in the same order."),
            N_("The fewer labels, the more it helps to have read before; but both need some."),
        ),
        {"data.name": "reviews"},
        "tuning",
    ),
    Challenge(
        "positions",
        N_("In the right order"),
        N_("Show that order matters: without positions the net must fill 10 points fewer of the blanks."),
        positions,
        (
            N_("Without positions the net sees a bag of words: which of them are there, but not where."),
            N_("Train the same net without positions beside it, with the buttons under the knobs."),
            N_("Both need some hundred steps on the same data."),
        ),
        {"data.goal": "blanks"},
    ),
)
