"""The game: guess what comes next, and see what the net expected; both pay in bits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.studies.decoding.guessing_game import MODES, SURE, Guess, Round
from ui.charts import specs as charts
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.server_value import by_person, shown
from ui.panels.decoding.state import DecodingSession
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

TITLES = {"four": N_("one of four"), "any": N_("any symbol")}
OFTEN = 30  # symbols that are offered where any may come
MOST_OWN = 2000  # characters of an own text
BLANKS = {" ": "␣", "\t": "␉"}  # as symbols of these are called


def game_panel(study: DecodingSession) -> None:
    """What stands there, the guess, what came of the last one, and the account."""
    _settings(study)
    round_ = study.round
    if round_ is None:
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _text(round_)
        if round_.place is None:
            st.success(_outcome(round_), icon=":material/flag:")
        else:
            _guessing(study, round_)
        _account(round_)
    with right:
        if round_.guesses:
            _last(round_, round_.guesses[-1])
        else:
            st.markdown(_(RULES))


RULES = N_(
    "Guess the next symbol and say how sure you are. Whoever gave the right one a chance of 1/2 pays 1 bit, of 1/4 two "
    "bits, and so on: who foretells the text better pays less. The net does it for every symbol, with all its chances."
)


def _settings(study: DecodingSession) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shown("decoding/mode", study.mode)
        st.segmented_control(
            _("Guess"),
            MODES,
            format_func=lambda name: _(TITLES[name]),
            key="decoding/mode",
            required=True,
            on_change=by_person("decoding/mode", lambda name: setattr(study, "mode", name)),
            help=_("One of four: the right one and three that the net finds likely. It has to choose among them too."),
        )
        shown("decoding/sure", study.sure)
        st.segmented_control(
            _("How sure are you?"),
            SURE,
            format_func="{:.0%}".format,
            key="decoding/sure",
            required=True,
            on_change=by_person("decoding/sure", lambda sure: setattr(study, "sure", sure)),
        )
        st.button(
            _("Another passage"), key="decoding/passage", icon=":material/shuffle:", on_click=lambda: _next(study)
        )
        st.button(_("Start again"), key="decoding/restart", icon=":material/replay:", on_click=lambda: _restart(study))
        with st.popover(_("Own text …"), icon=":material/edit:"):
            shown("decoding/own", study.guessing)
            st.text_area(
                _("A text for somebody to guess; empty: the test part"),
                key="decoding/own",
                max_chars=MOST_OWN,
                on_change=by_person("decoding/own", lambda text: _own(study, text)),
            )


def _next(study: DecodingSession) -> None:
    found = study.answer("game")
    count = int(found["passages"]) if found else 1
    study.passage = (study.passage + 7) % max(1, count)
    study.ask()


def _restart(study: DecodingSession) -> None:
    study.restart()


def _own(study: DecodingSession, text: str) -> None:
    study.guessing, study.passage = text, 0


def _text(round_: Round) -> None:
    """What stands there up to the place that is to be guessed."""
    end = round_.place if round_.place is not None else len(round_.passage["texts"])
    with st.container(border=True):
        st.text("".join(map(str, round_.passage["texts"][:end])) + ("▁" if round_.place is not None else ""))


def _guessing(study: DecodingSession, round_: Round) -> None:
    """A button for each option, the first four by number keys as well; where any may come, a box to type into."""
    options = round_.options()
    if round_.mode == "any":
        st.session_state.setdefault("decoding/typed-guess", "")
        st.text_input(
            _("Type one symbol and press Enter"),
            key="decoding/typed-guess",
            max_chars=12,
            width=260,
            on_change=lambda: _typed(study),
        )
        st.caption(_("Or choose one of the frequent ones:"))
    with st.container(horizontal=True, gap="small", key="decoding-options"):
        for number, symbol in enumerate(options[:OFTEN]):
            st.button(
                visible(symbol),
                key=f"decoding/option-{number}",
                on_click=lambda symbol=symbol: study.guess(symbol),
                shortcut=str(number + 1) if round_.mode == "four" else None,
            )


def _typed(study: DecodingSession) -> None:
    """What was typed; of a longer text the beginning that is a symbol."""
    text = st.session_state["decoding/typed-guess"]
    st.session_state["decoding/typed-guess"] = ""
    if study.round is None or study.round.place is None or not text:
        return
    known, named = set(study.round.options()), "".join(BLANKS.get(each, each) for each in text)
    study.guess(next((named[:end] for end in range(len(named), 0, -1) if named[:end] in known), named[:1]))


def _last(round_: Round, guess: Guess) -> None:
    """What came, what it cost either, and what the net had expected there."""
    said, true = plain(visible(guess.guess)), plain(visible(guess.true))
    if guess.guess == guess.true:
        st.markdown(":green[:material/check_circle:] " + _("**{sign}** is right.", sign=true))
    else:
        words = _("You said **{guess}**; it is **{sign}**.", guess=said, sign=true)
        st.markdown(f":red[:material/cancel:] {words}")
    st.markdown(_("You pay **{mine:.2f}** bits, the net **{models:.2f}**.", mine=guess.mine, models=guess.models))
    alt = _("Bars: what the net expected at the place that was just guessed; the right symbol is marked.")
    spec = charts.bars(_("Probability"), _("What the net expected"), description=alt, height=300, ranked=True)
    expected = round_.expected(guess.place)
    names = [visible(name) + " ◀" * (name == guess.true) for name in expected]
    rows = {"name": names, "value": np.array(list(expected.values()), np.float32)}
    chart("decoding/expected", spec, pa.table(rows))


def _account(round_: Round) -> None:
    """Bits of either so far, and over the guesses."""
    count = len(round_.guesses)
    if not count:
        return
    st.markdown(_standing(round_))
    mine, net = _("you"), _("the net")
    steps = np.arange(count + 1, dtype=np.float32)
    sums = [np.cumsum([0.0, *values]) for values in zip(*((g.mine, g.models) for g in round_.guesses), strict=True)]
    rows = pa.table(
        {
            "x": np.concatenate([steps, steps]),
            "y": np.concatenate(sums).astype(np.float32),
            "line": [mine] * (count + 1) + [net] * (count + 1),
        }
    )
    alt = _("Lines: the bits that you and the net have paid in all, over the guesses.")
    spec = lines((mine, net), _("Guesses"), _("Bits in all"), _("Who"), description=alt, height=200)
    chart("decoding/account", spec, rows)


def _standing(round_: Round) -> str:
    right = sum(guess.guess == guess.true for guess in round_.guesses)
    return _(
        "**{right} of {count}** right · you **{mine:.1f}** bits, the net **{models:.1f}**",
        right=right,
        count=len(round_.guesses),
        mine=round_.mine,
        models=round_.models,
    )


def _outcome(round_: Round) -> str:
    if round_.mine < round_.models:
        return _("The passage is over, and you have beaten the net.")
    return _("The passage is over. The net has foretold it better; try another one.")
