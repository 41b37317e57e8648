"""Three challenges for the Decoding page: each judges what its user has had written or guessed; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.decoding.records import Played, Written, loops
from nets.training.challenge import Challenge, Verdict

ROUNDS = 3  # times that the same piece comes at the end
LONG = 20  # characters of a text that no longer loops
SENSE = 3.0  # bits a symbol: more is gibberish
GUESSES = 20
LIKELIER = 0.2  # bits a symbol


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


CHALLENGES = (
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
