"""Three challenges for the captioner. Each judges the runs by their figures and by what probes saw; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.user_error import N_, Problem
from nets.models.captioner.examples import END
from nets.models.captioner.experiment import Captioner
from nets.training.challenge import (
    Attempt,
    Challenge,
    Verdict,
    probe_answer,
    recent_median,
    runs_of,
    step_reached,
    sustained_value,
)

FEW = 12_000  # parameters
ENOUGH = 0.8  # of the unseen strips right to the end, with few parameters
EXACT = 0.9  # with attention
GOOD = 0.8  # of a net whose attention is worth moving
BLIND = 0.5  # what a net without attention must stay below


def small(runs: Sequence[Attempt]) -> Verdict:
    """Pass if a net with fewer than FEW parameters captions strips of up to four digits."""
    candidates = [
        run
        for run, experiment in runs_of(Captioner, runs)
        if experiment.data.longest == 4 and experiment.parameters < FEW
    ]
    if not candidates:
        text = N_("No run yet on strips of up to four digits with fewer than {most:,} parameters.")
        return Verdict(0, Problem(text, most=FEW))
    best = max(sustained_value(run.history, "test_accuracy", 2) for run in candidates)
    if best >= ENOUGH:
        return Verdict(1, Problem(N_("{accuracy:.1%} of the unseen strips are right to the end."), accuracy=best))
    text = N_("At best {accuracy:.1%} of the unseen strips are right to the end; {aim:.0%} are asked for.")
    return Verdict(min(0.99, best / ENOUGH), Problem(text, accuracy=best, aim=ENOUGH))


def blind(runs: Sequence[Attempt]) -> Verdict:
    """Pass if of two runs on the same strips, with as many steps, only the one with attention is good."""
    words = Problem(N_("Train one net with attention and one without, on the same strips and for as many steps."))
    share = 0.0
    attempts = [(run, experiment) for run, experiment in runs_of(Captioner, runs) if run.index]
    for seeing, with_one in attempts:
        best = sustained_value(seeing.history, "test_accuracy", 2) if with_one.net.attention != "none" else 0.0
        needed = step_reached(seeing.history, "test_accuracy", EXACT, 2)  # this many updates count for the other
        for other, without in attempts:
            if without.net.attention != "none" or without.data != with_one.data or not best:
                continue
            left = sustained_value(other.history, "test_accuracy", 2, until=needed)
            if needed is not None and other.index >= needed and left < BLIND:
                text = N_(
                    "After {steps:,} updates {seeing:.0%} of the strips are right with attention, {blind:.0%} without."
                )
                return Verdict(1, Problem(text, seeing=EXACT, blind=left, steps=needed))
            if (now := min(0.9 * best / EXACT, other.index / (needed or seeing.index), 0.95)) > share:
                share = now
                text = N_(
                    "With attention {seeing:.0%} (aim: {aim:.0%}), without {blind:.0%} after {steps:,} updates; "
                    "{needed:,} are needed."
                )
                values = {"steps": other.index, "needed": needed or seeing.index}
                words = Problem(text, seeing=best, aim=EXACT, blind=left, **values)
    return Verdict(share, words)


def misread(runs: Sequence[Attempt]) -> Verdict:
    """Pass if edited attention turns a word of a correct caption into another digit of the same strip."""
    share = 0.0
    words = Problem(N_("Open “What if” on a test strip that the net captions right, and move its attention."))
    for run, _experiment in runs_of(Captioner, runs):
        answer = probe_answer(run, "caption_what_if")
        if not answer or str(answer["part"]) != "test" or not bool(answer["forced"]):
            continue
        if recent_median(run.history, "test_accuracy", 2) < GOOD:
            words = Problem(N_("First train until {good:.0%} of the unseen strips are right."), good=GOOD)
            continue
        target, output, changed = (answer[name].tolist() for name in ("target", "output", "changed"))
        at, before = int(answer["at"]), target[: len(output)]
        if output != target or at >= len(changed) or before[at] == END:
            words = Problem(N_("Choose a strip that is captioned right, and move the look at one of its digits."))
            continue
        if changed[at] != target[at] and changed[at] in target and changed[at] != END:
            text = N_("Read instead of “{true}”: “{said}”, which stands elsewhere in the strip.")
            return Verdict(1, Problem(text, true=target[at], said=changed[at]))
        share = max(share, 0.5)
        text = N_("Word {number} is still “{said}”. Have the net look at another digit.")
        words = Problem(text, number=at + 1, said=changed[at])
    return Verdict(share, words)


CHALLENGES = (
    Challenge(
        "small",
        N_("Few parameters, exact words"),
        N_("Caption strips of up to four digits with fewer than 12,000 parameters: 80% of the unseen ones all right."),
        small,
        (
            N_("The table of costs says where the parameters are: most are in the decoder's cell."),
            N_("Half the channels (8 and 16) and half the hidden units (32) leave about 10,000 parameters."),
            N_("A small net needs more steps. Let it train on, or raise the learning rate a little."),
        ),
        {"data.longest": 4},
    ),
    Challenge(
        "blind",
        N_("What attention is worth"),
        N_("Train one net with attention to 90%. Train one without for as many steps: it has to stay below 50%."),
        blind,
        (
            N_("Without attention the decoder is told the mean of the whole map once, and has to make do with it."),
            N_("Both runs have to learn from the same strips: change nothing in the section Data."),
            N_("Four digits are harder to keep in one mean than two."),
        ),
    ),
    Challenge(
        "misread",
        N_("Put words into its mouth"),
        N_("Move the attention at one word, and nothing else, so that the net reads another digit of the same strip."),
        misread,
        (
            N_("Train until most strips are right; then open “What if” and choose the first word."),
            N_("Click the middle of the last digit. The net has to look there."),
            N_("If one place is not enough, drag up the bars of the places around it."),
        ),
        panel="what_if",
    ),
)
