"""Draw the guessing game: guess the next token, and see what the model expected; both pay in bits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.studies.decoding.guessing_game import CONFIDENCES, MODES, Guess, GuessingRound
from ui.charts import specs as charts
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.decoding.state import DecodingSession
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

TITLES = {"four": N_("one of four"), "any": N_("any symbol")}
MAX_OPTIONS = 30  # tokens to choose from where any is allowed
MAX_OWN_TEXT = 2000  # characters
BLANKS = {" ": "␣", "\t": "␉"}  # as the model names them


def game_panel(study: DecodingSession) -> None:
    """Draw the passage, the next guess, the result of the last one, and the bits so far."""
    _settings(study)
    game = study.round
    if game is None:
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _text(game)
        if game.position is None:
            st.success(_outcome(game), icon=":material/flag:")
        else:
            _guess_form(study, game)
        _scores(game)
    with right:
        if game.guesses:
            _last_guess(game, game.guesses[-1])
        else:
            st.markdown(_(RULES))


RULES = N_(
    "Guess the next symbol and say how sure you are. Whoever gave the right one a chance of 1/2 pays 1 bit, of 1/4 two "
    "bits, and so on: who foretells the text better pays less. The net does it for every symbol, with all its chances."
)


def _settings(study: DecodingSession) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        show_value("decoding/mode", study.game.mode)
        st.segmented_control(
            _("Guess"),
            MODES,
            format_func=lambda name: _(TITLES[name]),
            key="decoding/mode",
            required=True,
            on_change=on_user_change("decoding/mode", lambda name: setattr(study.game, "mode", name)),
            help=_("One of four: the right one and three that the net finds likely. It has to choose among them too."),
        )
        show_value("decoding/sure", study.game.confidence)
        st.segmented_control(
            _("How sure are you?"),
            CONFIDENCES,
            format_func="{:.0%}".format,
            key="decoding/sure",
            required=True,
            on_change=on_user_change("decoding/sure", lambda share: setattr(study.game, "confidence", share)),
        )
        st.button(_("Another passage"), key="decoding/passage", icon=":material/shuffle:", on_click=study.next_passage)
        st.button(_("Start again"), key="decoding/restart", icon=":material/replay:", on_click=study.restart_round)
        with st.popover(_("Own text …"), icon=":material/edit:"):
            show_value("decoding/own", study.game.own_text)
            st.text_area(
                _("A text for somebody to guess; empty: the test part"),
                key="decoding/own",
                max_chars=MAX_OWN_TEXT,
                on_change=on_user_change("decoding/own", study.set_own_text),
            )


def _text(game: GuessingRound) -> None:
    """Draw the passage up to the position that is guessed."""
    end = game.position if game.position is not None else len(game.passage["texts"])
    with st.container(border=True):
        st.text("".join(map(str, game.passage["texts"][:end])) + ("▁" if game.position is not None else ""))


def _guess_form(study: DecodingSession, game: GuessingRound) -> None:
    """Draw a button for each option, with number keys for four; a box to type into where any token is allowed."""
    options = game.options()
    if game.mode == "any":
        st.session_state.setdefault("decoding/typed-guess", "")
        st.text_input(
            _("Type one symbol and press Enter"),
            key="decoding/typed-guess",
            max_chars=12,
            width=260,
            on_change=lambda: _on_type(study),
        )
        st.caption(_("Or choose one of the frequent ones:"))
    with st.container(horizontal=True, gap="small", key="decoding-options"):
        for number, token in enumerate(options[:MAX_OPTIONS]):
            st.button(
                visible(token),
                key=f"decoding/option-{number}",
                on_click=lambda token=token: study.guess(token),
                shortcut=str(number + 1) if game.mode == "four" else None,
            )


def _on_type(study: DecodingSession) -> None:
    """Guess what was typed; of a longer text the longest beginning that is a token."""
    text = st.session_state["decoding/typed-guess"]
    st.session_state["decoding/typed-guess"] = ""
    if study.round is None or study.round.position is None or not text:
        return
    options, name = set(study.round.options()), "".join(BLANKS.get(each, each) for each in text)
    study.guess(next((name[:end] for end in range(len(name), 0, -1) if name[:end] in options), name[:1]))


def _last_guess(game: GuessingRound, guess: Guess) -> None:
    """Draw the true token, the bits of both, and what the model expected."""
    guessed, truth = plain(visible(guess.guess)), plain(visible(guess.truth))
    if guess.guess == guess.truth:
        st.markdown(":green[:material/check_circle:] " + _("**{sign}** is right.", sign=truth))
    else:
        words = _("You said **{guess}**; it is **{sign}**.", guess=guessed, sign=truth)
        st.markdown(f":red[:material/cancel:] {words}")
    st.markdown(
        _("You pay **{mine:.2f}** bits, the net **{models:.2f}**.", mine=guess.user_bits, models=guess.model_bits)
    )
    alt = _("Bars: what the net expected at the place that was just guessed; the right symbol is marked.")
    spec = charts.bars(_("Probability"), _("What the net expected"), description=alt, height=300, ranked=True)
    expected = game.expected(guess.position)
    names = [visible(name) + " ◀" * (name == guess.truth) for name in expected]
    rows = {"name": names, "value": np.array(list(expected.values()), np.float32)}
    chart("decoding/expected", spec, pa.table(rows))


def _scores(game: GuessingRound) -> None:
    """Draw the bits of both so far, and over the guesses."""
    count = len(game.guesses)
    if not count:
        return
    st.markdown(_score_text(game))
    user, model = _("you"), _("the net")
    steps = np.arange(count + 1, dtype=np.float32)
    sums = [
        np.cumsum([0.0, *values]) for values in zip(*((g.user_bits, g.model_bits) for g in game.guesses), strict=True)
    ]
    rows = pa.table(
        {
            "x": np.concatenate([steps, steps]),
            "y": np.concatenate(sums).astype(np.float32),
            "line": [user] * (count + 1) + [model] * (count + 1),
        }
    )
    alt = _("Lines: the bits that you and the net have paid in all, over the guesses.")
    spec = lines((user, model), _("Guesses"), _("Bits in all"), _("Who"), description=alt, height=200)
    chart("decoding/account", spec, rows)


def _score_text(game: GuessingRound) -> str:
    right = sum(guess.guess == guess.truth for guess in game.guesses)
    return _(
        "**{right} of {count}** right · you **{mine:.1f}** bits, the net **{models:.1f}**",
        right=right,
        count=len(game.guesses),
        mine=game.user_bits,
        models=game.model_bits,
    )


def _outcome(game: GuessingRound) -> str:
    if game.user_bits < game.model_bits:
        return _("The passage is over, and you have beaten the net.")
    return _("The passage is over. The net has foretold it better; try another one.")
