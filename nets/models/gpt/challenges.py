"""Challenges on GPT and on how it writes, judged by runs, by what probes saw and by what was tried; torch-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.gpt.experiment import GPT
from nets.studies.decoding.records import Played, Written, loops
from nets.training.challenge import Attempt, Challenge, Verdict, held, step_reached

BEFORE = 0.5  # of a head's attention
PLACES = 16  # that a window needs, so that it is no accident
SOLVED, FAILED = 0.9, 0.7  # test accuracy
UPDATES = 150  # that a net is given before it counts as failed
ROUNDS = 3  # times that the same piece comes at the end
LONG = 20  # characters of a text that no longer loops
SENSE = 3.0  # bits a symbol: more is gibberish
GUESSES = 20
LIKELIER = 0.2  # bits a symbol


def previous(runs: Sequence[Attempt]) -> Verdict:
    """A head that gives at least half of its attention to the symbol just before, on a window of the data."""
    best, where = 0.0, (0, 0)
    for run, _made in _ours(runs):
        for seen in _looks(run, "heads"):
            if str(seen["part"]) == "own" or len(seen["symbols"]) < PLACES:
                continue
            shares = np.nan_to_num(seen["before"])
            if shares.max() > best:
                best, where = float(shares.max()), np.unravel_index(shares.argmax(), shares.shape)
    layer, head = int(where[0]) + 1, int(where[1]) + 1
    values = {"share": best, "layer": layer, "head": head, "aim": BEFORE}
    if best >= BEFORE:
        text = N_("Head {head} of layer {layer} gives {share:.0%} of its attention to the symbol just before.")
        return Verdict(1, Problem(text, **values))
    if not best:
        text = N_("Train a net and open the wall of heads: no head was seen yet on a window of 16 symbols or more.")
        return Verdict(0, Problem(text))
    text = N_("At best head {head} of layer {layer}: {share:.0%} of its attention; {aim:.0%} are asked for.")
    return Verdict(min(0.99, best / BEFORE), Problem(text, **values))


def circle(runs: Sequence[Attempt]) -> Verdict:
    """Rows that repeat: solved with two layers, and not with one that was trained as long on the same."""
    deep, flat = ([found for found in _repeating(runs) if (found[1].net.layers > 1) == deep] for deep in (True, False))
    reached = [(made, step_reached(run.history, "test_accuracy", SOLVED)) for run, made in deep]
    solved = [(made, needed) for made, needed in reached if needed is not None]
    if not solved:
        best = max((held(run.history, "test_accuracy") for run, _made in deep), default=0.0)
        text = N_("With two layers or more {best:.0%} are right so far; {aim:.0%} are asked for.")
        return Verdict(0.5 * best / SOLVED, Problem(text, best=best, aim=SOLVED))
    for run, made in flat:
        for against, needed in solved:
            best = held(run.history, "test_accuracy", 1, until=needed)
            if made.data == against.data and run.index >= needed and best <= FAILED:
                text = N_("Two layers solve it; one layer is right {best:.0%} of the time after as many updates.")
                return Verdict(1, Problem(text, best=best))
    text = N_("Two layers solve it in {needed} updates. Now show that one layer does not, on the same data.")
    return Verdict(0.5, Problem(text, needed=min(needed for _made, needed in solved)))


def _repeating(runs: Sequence[Any]) -> list[tuple[Any, GPT]]:
    return [(run, made) for run, made in _ours(runs) if made.data.name == "repeat" and made.net.mask == "causal"]


def past(runs: Sequence[Attempt]) -> Verdict:
    """A deep net that learns nothing without residual connections, and the same one that learns with them."""
    stuck = [(run, made) for run, made in _ours(runs) if _deep(made) and not made.net.residual and _stuck(run)]
    if not stuck:
        text = N_("No net of four layers or more without residual connections has failed yet over {least} updates.")
        return Verdict(0, Problem(text, least=UPDATES))
    for run, made in _ours(runs):
        for other, against in stuck:
            same = made.data == against.data and made.net.model_copy(update={"residual": False}) == against.net
            if made.net.residual and same and _last(run) < 0.8 * _last(other):
                return Verdict(1, Problem(N_("The way past the layers made the difference: nothing else has changed.")))
    return Verdict(0.5, Problem(N_("It learns next to nothing. Now the very same net with residual connections.")))


def _deep(made: GPT) -> bool:
    return made.net.layers >= 4


def _last(run: Any) -> float:
    """The newest test loss; NaN before there is one."""
    losses = run.history.line("test_loss").last
    return float(losses[-1]) if len(losses) else math.nan


def _stuck(run: Any) -> bool:
    """Whether the test loss has hardly fallen, over enough updates: by less than three tenths."""
    losses = run.history.line("test_loss").last
    return run.index >= UPDATES and len(losses) > 1 and not losses[-1] < 0.7 * losses[0]


def loop(tried: Sequence[Any]) -> Verdict:
    """A text that goes round in circles, and one of the same net, prompt and way that does not, by other settings."""
    texts = [each for each in tried if isinstance(each, Written)]
    round_ones = [each for each in texts if loops(each.text) >= ROUNDS]
    if not round_ones:
        most = max((loops(each.text) for each in texts), default=0)
        text = N_("No text has said the same {aim} times in a row at its end yet; {most} times at most.")
        return Verdict(0, Problem(text, aim=ROUNDS, most=most))
    others = [each for each in texts if loops(each.text) < ROUNDS and any(_cures(each, one) for one in round_ones)]
    long = [each for each in others if len(each.text) >= LONG]
    if any(each.bits <= SENSE for each in long):
        return Verdict(1, Problem(N_("It went round in circles, and with other settings it goes on and makes sense.")))
    if long:
        text = N_("It no longer loops, but it writes gibberish: {bits:.1f} bits a symbol, {most:.0f} at most.")
        return Verdict(0.7, Problem(text, bits=min(each.bits for each in long), most=SENSE))
    text = N_(
        "It loops. Now cure it by other settings: the same net, prompt and way of writing, {least} characters or more "
        "that do not loop."
    )
    return Verdict(0.5, Problem(text, least=LONG))


def _cures(text: Written, looping: Written) -> bool:
    """Whether a text was written like one that goes round in circles, but with other settings than another seed."""
    alike = (text.model, text.prompt, text.way) == (looping.model, looping.prompt, looping.way)
    settings, others = ({**each.settings, "seed": 0} for each in (text, looping))
    return alike and settings != others


def guess(tried: Sequence[Any]) -> Verdict:
    """A round of guesses that cost the visitor fewer bits than the net."""
    rounds = [each for each in tried if isinstance(each, Played)]
    whole = [each for each in rounds if each.symbols >= GUESSES]
    won = [each for each in whole if each.mine < each.models]
    if won:
        best = min(won, key=lambda each: each.mine / each.symbols)
        text = N_("You: {mine:.2f} bits a symbol, the net: {models:.2f}. You know more than it does.")
        return Verdict(1, Problem(text, mine=best.mine / best.symbols, models=best.models / best.symbols))
    if whole:
        best = min(whole, key=lambda each: each.mine - each.models)
        text = N_("You: {mine:.2f} bits a symbol, the net: {models:.2f}. Fewer than the net are asked for.")
        return Verdict(0.6, Problem(text, mine=best.mine / best.symbols, models=best.models / best.symbols))
    most = max((each.symbols for each in rounds), default=0)
    text = N_("{count} symbols guessed in a round; {least} are needed.")
    return Verdict(min(0.5, 0.5 * most / GUESSES), Problem(text, count=most, least=GUESSES))


def likelier(tried: Sequence[Any]) -> Verdict:
    """A prompt after which always taking the likeliest symbol does not lead to the likeliest text."""
    texts = [each for each in tried if isinstance(each, Written)]
    greedy = {(each.model, each.prompt): each.bits for each in texts if each.way == "greedy"}
    gains = [
        (greedy[each.model, each.prompt] - each.bits, each.prompt)
        for each in texts
        if each.way == "beam" and each.prompt and (each.model, each.prompt) in greedy
    ]
    gain, prompt = max(gains, default=(0.0, ""))
    if gain >= LIKELIER:
        text = N_("After “{prompt}” the beam found a text {gain:.2f} bits a symbol likelier than the greedy one.")
        return Verdict(1, Problem(text, prompt=prompt[-30:], gain=gain))
    text = N_("The beam gained {gain:.2f} bits a symbol at most; {aim} are asked for.")
    return Verdict(min(0.99, max(0.0, gain) / LIKELIER), Problem(text, gain=max(0.0, gain), aim=LIKELIER))


def _ours(runs: Sequence[Any]) -> list[tuple[Any, GPT]]:
    found = [(run, getattr(run, "experiment", None)) for run in runs]
    return [(run, made) for run, made in found if isinstance(made, GPT)]


def _looks(run: Any, probe: str) -> list[Any]:
    """What a probe said at the last look, under whatever label."""
    look = getattr(run, "look", None)
    if look is None or not run.index:
        return []
    return [told for name, told in look.answers.items() if name.split("/")[0] == probe and "before" in told]


CHALLENGES = (
    Challenge(
        "previous",
        N_("The one before"),
        N_("Train a net in which a head gives at least half of its attention to the symbol just before."),
        previous,
        (
            N_(
                "What the next letter is depends on the last two or three: texts in letters teach it more than Chinese."
            ),
            N_("A place has to be easy to tell from the next one: try rotary positions."),
            N_(
                "A learning rate of 0.01 and 8 heads make them take sides; a window of 32 and a few hundred updates "
                "are enough."
            ),
        ),
        {"data.name": "help", "data.length": 32},
        "unit",
    ),
    Challenge(
        "circle",
        N_("Two layers see more than one"),
        N_("Solve the rows that repeat, 90%, with two layers; then show that one layer cannot in as many updates."),
        circle,
        (
            N_("Rotary positions make it easy; a few hundred updates are enough."),
            N_("Watch the curve: there is a moment at which it falls. What happens to the heads then?"),
            N_("For the second run change nothing but the number of layers."),
        ),
        {"data.name": "repeat", "net.layers": 2},
    ),
    Challenge(
        "past",
        N_("The way past"),
        N_("Train four layers or more without residual connections, see them fail, and cure them with these alone."),
        past,
        (
            N_("Switch the residual connections off, take four layers or more, and wait for 150 updates."),
            N_("Look at the gradient by depth in both runs."),
            N_("If it still learns, add layers, or switch the layer norm off."),
        ),
        {"net.layers": 4, "net.residual": False},
    ),
)
DECODING = (
    Challenge(
        "loop",
        N_("Round in circles, and out again"),
        N_("Make the net say the same three times in a row, then cure it: same net, same prompt, and still sense."),
        loop,
        (
            N_("Always taking the likeliest symbol leads into loops; a repetition penalty below 1 invites them."),
            N_("Switch off that a line break ends the text, and let it write longer."),
            N_("A repetition penalty above 1 leads out again; where symbols are drawn, so does a higher temperature."),
        ),
        {"ends": False, "count": 100},
        "ways",
    ),
    Challenge(
        "guess",
        N_("Better than the net"),
        N_("Guess 20 symbols of a text with fewer bits than the net needs."),
        guess,
        (
            N_("Say how sure you are: a wrong guess that was sure costs most."),
            N_("A text of your own in a style that the net has never read is hard for it, and easy for you."),
        ),
        panel="game",
    ),
    Challenge(
        "likelier",
        N_("The likeliest text"),
        N_("Find a prompt after which beam search finds a text that is likelier than the greedy one."),
        likelier,
        (
            N_("A wider beam sees more beginnings."),
            N_("End the prompt where much is open: at the beginning of a sentence."),
        ),
        panel="ways",
    ),
)
