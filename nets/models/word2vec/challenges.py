"""Three challenges for Word2Vec, judged by the figures of runs and by the user's questions; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nets.datasets.text import generated_world as world
from nets.experiment.user_error import N_, Problem
from nets.models.word2vec.experiment import Word2Vec
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, runs_of, sustained_value

TOPICAL, ALIKE = 0.7, 0.2  # share of the words that are nearer to their country than to their kind
SETTLED = 0.9  # of the analogies that are right
BROKEN = 0.5
FIVE = 5
KINDS = 2  # different kinds of questions among the five


@dataclass(frozen=True)
class Asked:
    """A user's question "a is to b as c is to …" and the net's answer; stored by the page."""

    a: str
    b: str
    c: str
    found: str


def topical(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on two windows: neighbors of the same kind in one, of the same country in the other."""
    alike = _windows(runs, wide=False)
    wide = _windows(runs, wide=True)
    pairs = [(small, large) for small in alike for large in wide if small < large]
    if pairs:
        text = N_("With a window of {small} neighbours are alike, with one of {large} they share a topic.")
        return Verdict(1, Problem(text, small=pairs[0][0], large=pairs[0][1]))
    best = max((sustained_value(run.history, "topical") for run, _experiment in _ours(runs)), default=0.0)
    if alike:
        text = N_(
            "With a window of {small} neighbours are alike: that is one half. Of the words with topical "
            "neighbours there are {share:.0%} at best; {aim:.0%} are asked for."
        )
        return Verdict(0.5 + 0.4 * min(1.0, best / TOPICAL), Problem(text, small=alike[0], share=best, aim=TOPICAL))
    text = N_(
        "Topical are the neighbours of {share:.0%} of the words at best; wanted is one run with {aim:.0%}, "
        "and one with a narrower window and at most {least:.0%}."
    )
    return Verdict(0.5 * min(1.0, best / TOPICAL), Problem(text, share=best, aim=TOPICAL, least=ALIKE))


def _windows(runs: Sequence[Attempt], wide: bool) -> list[int]:
    """Return the windows of trained runs whose neighbors are topical (`wide`), or are not."""
    found = set()
    for run, experiment in _ours(runs):
        last = run.history.line("topical").last[-3:]
        is_trained = sustained_value(run.history, "test_analogies") >= SETTLED
        if is_trained and len(last) == 3 and (min(last) >= TOPICAL if wide else max(last) <= ALIKE):
            found.add(experiment.net.window)
    return sorted(found)


def five(runs: Sequence[Any]) -> Verdict:
    """Return the verdict on five different questions of the user that a net has answered, of at least two kinds."""
    answers = {(each.a, each.b, each.c): each.found for each in map(_question, runs) if each is not None}
    true = {
        (a, b, c): (kind, d) for language in ("en", "zh") for kind, a, b, c, d in world.analogies(language)
    }  # a user may begin with the other word of a pair
    true |= {(b, a, d): (kind, c) for (a, b, c), (kind, d) in list(true.items())}
    kinds = [true[question][0] for question, found in answers.items() if true.get(question, ("", ""))[1] == found]
    if len(kinds) >= FIVE and len(set(kinds)) >= KINDS:
        return Verdict(1, Problem(N_("Five of your questions are answered rightly.")))
    text = N_("Solved so far: {count} of your questions, of {kinds} kinds; asked for: {aim}, of {most} kinds at least.")
    share = 0.8 * min(1.0, len(kinds) / FIVE) + 0.1 * min(KINDS, len(set(kinds)))
    return Verdict(min(0.99, share), Problem(text, count=len(kinds), kinds=len(set(kinds)), aim=FIVE, most=KINDS))


def _question(run: Any) -> Asked | None:
    """Return a stored question, or the question of the latest probe answer of a run, with its answer."""
    if isinstance(run, Asked):
        return run
    answer = probe_answer(run, "analogies")
    if "question" not in answer or not len(answer["words"]):
        return None
    a, b, c = map(str, answer["question"])
    return Asked(a, b, c, str(answer["words"][0]))


def broken(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on the same net with and without subsampling: only the first solves the analogies."""
    whole = [(run, experiment) for run, experiment in _ours(runs) if not experiment.data.subsample]
    best = 0.0
    for run, experiment in _ours(runs):
        line = run.history.line("test_analogies")
        solved = line.step[line.last >= SETTLED]
        if not experiment.data.subsample or not len(solved):
            continue
        best = 0.5
        for other, twin in whole:
            same = (
                twin.net == experiment.net
                and twin.data.language == experiment.data.language
                and twin.fit.lr == experiment.fit.lr
            )
            then = other.history.line("test_analogies")
            reached = then.last[then.step <= solved[0]]
            if same and len(reached) and then.step[-1] >= solved[0] and reached[-1] < BROKEN:
                text = N_("After {step} updates the one solves {more:.0%} of the analogies, the other {less:.0%}.")
                return Verdict(1, Problem(text, step=int(solved[0]), more=SETTLED, less=float(reached[-1])))
    if best:
        text = N_("With sub-sampling {aim:.0%} of the analogies are right. Now train the very same net without.")
        return Verdict(best, Problem(text, aim=SETTLED))
    text = N_("First let a net with sub-sampling solve {aim:.0%} of the analogies.")
    return Verdict(0, Problem(text, aim=SETTLED))


def _ours(runs: Sequence[Any]) -> list[tuple[Any, Word2Vec]]:
    return [(run, experiment) for run, experiment in runs_of(Word2Vec, runs) if experiment.data.name == "world"]


CHALLENGES = (
    Challenge(
        "topical",
        N_("Alike, or of one topic?"),
        N_(
            "Find a window with which a word's neighbours are of its kind, and a wider one with which they belong to "
            "its country."
        ),
        topical,
        (
            N_("A narrow window sees what stands beside a word: words that could take its place have the same."),
            N_("Whole sentences are about one country. Let the window reach over all of them."),
            N_("Dynamic windows look at near words most: switch that off, and train for 1000 updates or more."),
        ),
        {"data.name": "world", "net.window": 1},
    ),
    Challenge(
        "five",
        N_("Five analogies"),
        N_("Ask the net five questions of your own about the world, of two kinds at least, that it answers rightly."),
        five,
        (
            N_("Countries have capitals, languages and currencies; people come in pairs, such as king and queen."),
            N_("The score card tells which kinds of questions the net is good at."),
            N_("A question may go either way: from the country to the capital, or from the capital to the country."),
        ),
        {"data.name": "world"},
        "analogies",
    ),
    Challenge(
        "broken",
        N_("What sub-sampling is for"),
        N_("Break the vectors by removing sub-sampling alone: a net solves the analogies with it, and not without."),
        broken,
        (
            N_("Without sub-sampling most pairs have a word such as \"the\" in them, which tells little."),
            N_("Compare after equally many updates: with sub-sampling 400 are enough."),
            N_("With a narrow window the difference is greater."),
        ),
        {"data.name": "world", "net.window": 2},
    ),
)  # fmt: skip
