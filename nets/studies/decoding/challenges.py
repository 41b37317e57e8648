"""Three challenges on decoding, judged by generated texts and guesses; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.decoding.records import GeneratedText, GuessingRecord, count_repetitions
from nets.training.challenge import Challenge, Verdict

MIN_REPETITIONS = 3  # of a piece at the end of a text
MIN_CHARACTERS = 20  # of a text that no longer loops
MAX_BITS = 3.0  # per token: more is gibberish
MIN_GUESSES = 20
MIN_GAIN = 0.2  # bits per token


def escape_loop(records: Sequence[Any]) -> Verdict:
    """Pass if a text loops, and one of the same net, prompt and strategy with other settings does not."""
    texts = [each for each in records if isinstance(each, GeneratedText)]
    looping = [each for each in texts if count_repetitions(each.text) >= MIN_REPETITIONS]
    if not looping:
        most = max((count_repetitions(each.text) for each in texts), default=0)
        text = N_("No text has said the same {aim} times in a row at its end yet; {most} times at most.")
        return Verdict(0, Problem(text, aim=MIN_REPETITIONS, most=most))
    others = [
        each
        for each in texts
        if count_repetitions(each.text) < MIN_REPETITIONS and any(_cures(each, one) for one in looping)
    ]
    long = [each for each in others if len(each.text) >= MIN_CHARACTERS]
    if any(each.bits <= MAX_BITS for each in long):
        return Verdict(1, Problem(N_("It went round in circles, and with other settings it goes on and makes sense.")))
    if long:
        text = N_("It no longer loops, but it writes gibberish: {bits:.1f} bits a symbol, {most:.0f} at most.")
        return Verdict(0.7, Problem(text, bits=min(each.bits for each in long), most=MAX_BITS))
    text = N_(
        "It loops. Now cure it by other settings: the same net, prompt and way of writing, {least} characters or more "
        "that do not loop."
    )
    return Verdict(0.5, Problem(text, least=MIN_CHARACTERS))


def _cures(text: GeneratedText, other: GeneratedText) -> bool:
    """Whether a text differs from a looping one in its settings, besides the seed, and in nothing else."""
    is_comparable = (text.model, text.prompt, text.strategy) == (other.model, other.prompt, other.strategy)
    settings, other_settings = ({**each.settings, "seed": 0} for each in (text, other))
    return is_comparable and settings != other_settings


def beat_model(records: Sequence[Any]) -> Verdict:
    """Pass if the guesses of a round cost the user fewer bits than the net."""
    rounds = [each for each in records if isinstance(each, GuessingRecord)]
    whole = [each for each in rounds if each.tokens >= MIN_GUESSES]
    won = [each for each in whole if each.user_bits < each.model_bits]
    if won:
        best = min(won, key=lambda each: each.user_bits / each.tokens)
        text = N_("You: {mine:.2f} bits a symbol, the net: {models:.2f}. You know more than it does.")
        return Verdict(1, Problem(text, mine=best.user_bits / best.tokens, models=best.model_bits / best.tokens))
    if whole:
        best = min(whole, key=lambda each: each.user_bits - each.model_bits)
        text = N_("You: {mine:.2f} bits a symbol, the net: {models:.2f}. Fewer than the net are asked for.")
        return Verdict(0.6, Problem(text, mine=best.user_bits / best.tokens, models=best.model_bits / best.tokens))
    most = max((each.tokens for each in rounds), default=0)
    text = N_("{count} symbols guessed in a round; {least} are needed.")
    return Verdict(min(0.5, 0.5 * most / MIN_GUESSES), Problem(text, count=most, least=MIN_GUESSES))


def beat_greedy(records: Sequence[Any]) -> Verdict:
    """Pass if beam search finds a likelier text than greedy decoding after some prompt."""
    texts = [each for each in records if isinstance(each, GeneratedText)]
    greedy = {(each.model, each.prompt): each.bits for each in texts if each.strategy == "greedy"}
    gains = [
        (greedy[each.model, each.prompt] - each.bits, each.prompt)
        for each in texts
        if each.strategy == "beam" and each.prompt and (each.model, each.prompt) in greedy
    ]
    gain, prompt = max(gains, default=(0.0, ""))
    if gain >= MIN_GAIN:
        text = N_("After “{prompt}” the beam found a text {gain:.2f} bits a symbol likelier than the greedy one.")
        return Verdict(1, Problem(text, prompt=prompt[-30:], gain=gain))
    text = N_("The beam gained {gain:.2f} bits a symbol at most; {aim} are asked for.")
    return Verdict(min(0.99, max(0.0, gain) / MIN_GAIN), Problem(text, gain=max(0.0, gain), aim=MIN_GAIN))


CHALLENGES = (
    Challenge(
        "loop",
        N_("Round in circles, and out again"),
        N_("Make the net say the same three times in a row, then cure it: same net, same prompt, and still sense."),
        escape_loop,
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
        beat_model,
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
        beat_greedy,
        (
            N_("A wider beam sees more beginnings."),
            N_("End the prompt where much is open: at the beginning of a sentence."),
        ),
        panel="ways",
    ),
)
