"""Analogies: a is to b as c is to what? A question of the user's own, and a score card of all known questions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.word2vec.challenges import Asked
from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.panels.words.word_inputs import boxes, typed_words, waiting
from ui.panels.words.word_selection import Answer, lexicon, refresh, refusal
from ui.session.training_session import TrainingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

NAMES = ("analogies/a", "analogies/b", "analogies/c")
STARTS = {"world/en": ("japan", "tokyo", "china"), "world/zh": ("日本", "东京", "中国")}
MAX_ATTEMPTS = 100  # questions that are kept for the challenges
SMALL_CORPUS = 1_000_000  # words; vectors of a smaller text are rough
KINDS = {
    "capital": N_("country – capital"),
    "language": N_("country – language"),
    "currency": N_("country – currency"),
    "gender": N_("man – woman"),
}


def question_arguments(session: TrainingSession) -> dict[str, str]:
    """Return the arguments of the probe: a, b and c."""
    words = typed_words(session, NAMES, STARTS.get(lexicon(session), ("", "", "")))
    return dict(zip("abc", words, strict=True))


def question(session: TrainingSession) -> Watch:
    """Return the probe of the user's question and the score card, or of the score card alone."""
    arguments = question_arguments(session)
    return {"analogies": {} if refusal(session, "analogies", arguments) else arguments}


def analogies_panel(session: TrainingSession) -> None:
    """Draw the question and its answers, and how many of the known questions the net gets right."""
    left, right = st.columns(2, gap="large")
    words = question_arguments(session)
    with left:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            labels = (_("A"), _("is to B"), _("as C is to …"))
            boxes(session, NAMES, labels, tuple(words.values()), lambda: refresh(session, question(session)), width=130)
        _answers(session, answers(session.run, "analogies"), words)
    with right:
        score_card(answers(session.run, "analogies"))


def _answers(session: TrainingSession, answer: Answer, words: dict[str, str]) -> None:
    """Return the words nearest to b − a + c, best first."""
    if not all(words.values()):
        st.caption(_("Type three words: which word is to C as B is to A?"))
        return
    if "words" not in answer:
        waiting(refusal(session, "analogies", words))
        return
    _record_attempt(session, answer)
    answer_words = {part: plain(visible(str(word))) for part, word in zip("abc", answer["question"], strict=True)}
    best = plain(visible(str(answer["words"][0])))
    st.markdown(_("{b} − {a} + {c} is nearest to **{best}**.", best=best, **answer_words))
    names = [visible(str(word)) for word in answer["words"]]
    alt = _("Bars: the words nearest to the sum of vectors, by cosine.")
    look = {"number": ".2f", "height": 90 + 26 * len(names), "ranked": True}
    rows = pa.table({"name": names, "value": answer["cosines"].astype(np.float32)})
    chart(f"analogies/{len(names)}", charts.bars(_("Cosine"), _("Word"), description=alt, **look), rows)
    st.caption(_("A, B and C themselves are left out, as is usual: B or C would often be the nearest of all."))


def _record_attempt(session: TrainingSession, answer: Answer) -> None:
    """Keep a typed question and its answer for the challenges."""
    typed_one = any(f"{name}/{lexicon(session)}" in session.selection.choices for name in NAMES)
    a, b, c = map(str, answer["question"])
    one = Asked(a, b, c, str(answer["words"][0]))
    if typed_one and one not in session.challenge_progress.attempts:
        session.challenge_progress.attempts = [*session.challenge_progress.attempts[-MAX_ATTEMPTS:], one]


def score_card(answer: Answer) -> None:
    """Draw for each kind of question how many are answered correctly, and what that means."""
    title = _("Score card")
    st.markdown(f"**{title}**")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    if not len(answer["kinds"]):
        st.caption(_("We know no analogies for this text. Ask your own on the left."))
        return
    right, all_of = answer["right"].astype(int), answer["asked"].astype(int)
    names = [_(KINDS.get(str(kind), str(kind))) for kind in answer["kinds"]]
    scored = [*zip(names, right.tolist(), all_of.tolist(), strict=True), (_("all"), right.sum(), all_of.sum())]
    rows = [[name, f"{one} / {most}", f"{one / max(1, most):.0%}"] for name, one, most in scored]
    st.markdown(table([_("Kind"), _("right"), _("share")], rows))
    st.caption(_("An answer counts when it is the very nearest word. Questions with unknown words are not asked."))


def corpus_size(session: TrainingSession) -> None:
    """Draw the size of the text, with a warning if it is too small for good vectors."""
    answer = answers(session.run, "word_map")
    if "total" not in answer:
        return
    total = int(answer["total"])
    words = _("**{count:,}** words of text, **{different:,}** different ones are learnt.")
    st.caption(words.format(count=total, different=int(answer["vocabulary"])))
    if total < SMALL_CORPUS:
        st.caption(
            ":material/science: "
            + _(
                "That is a small text. Vectors for words in general take hundreds of millions; what is learnt here "
                "holds for this text, and analogies work where the text was generated for them."
            )
        )


ANALOGIES = Inspector(N_("Analogies"), question, analogies_panel)
