"""Who predicts what of one example, and why: neighbours, the path of the tree, votes, margins, sums."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.studies.classical.dataset import Held
from nets.studies.classical.explanations import Part, Why
from nets.studies.classical.settings import Model
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import class_names, input_names, model_title
from ui.panels.classical.state import ClassicalSession, choose
from ui.text.formatting import number, table
from ui.text.i18n import _, plain
from ui.widgets.number_field import number_field

MOST_LISTED = 10  # neighbours that are told one by one


def why_panel(study: ClassicalSession) -> None:
    """Choose an example; a card for each model."""
    known = study.known
    assert known is not None
    part, row = _choice(study, known)
    st.caption(_("Click a point in any of the maps to choose it; it is ringed there."))
    truth = (known.test_targets if part == "test" else known.targets)[row]
    st.markdown(_("Truth: **{answer}**", answer=plain(_answer(study, known, float(truth)))))
    columns = st.columns(2, gap="medium")
    for at, model in enumerate(study.settings.fitted):
        with columns[at % 2].container(border=True, key=f"classical-why-{model}"):
            _card(study, known, model, float(truth))


def _choice(study: ClassicalSession, known: Held) -> tuple[str, int]:
    """The part and the number of the example, kept within what there is."""
    part, row = study.example
    most = len(known.test_inputs if part == "test" else known.inputs)
    study.example = part, row = part, min(row, most - 1)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/part", part)
        st.segmented_control(
            _("Part"),
            ["test", "train"],
            format_func=lambda name: _("test") if name == "test" else _("training"),
            key="classical/part",
            required=True,
            on_change=on_user_change("classical/part", lambda name: _look_at(study, name, 0)),
        )
        look = lambda at: _look_at(study, study.example[0], int(at) - 1)  # noqa: E731
        number_field(_("Example"), 1, most, key="classical/row", value=row + 1, do=look, width=160)
        _next_dispute(study, known)
    return part, row


def _next_dispute(study: ClassicalSession, known: Held) -> None:
    """A button that goes to the next test example on which the models do not agree."""
    if not known.classes:
        return
    told = [found.said.argmax(axis=1) for model in study.settings.fitted if (found := study.measured(model))]
    apart = [row for row in range(len(known.test_inputs)) if len({int(said[row]) for said in told}) > 1]
    after = next(
        (row for row in apart if row > study.example[1] or study.example[0] == "train"), apart[0] if apart else 0
    )
    st.button(
        _("Next dispute"),
        key="classical/dispute",
        icon=":material/forum:",
        disabled=not apart,
        on_click=lambda: _look_at(study, "test", after),
        help=_("{count} test examples are not told alike by all models.", count=len(apart)),
    )


def _look_at(study: ClassicalSession, part: str, row: int) -> None:
    choose(study, "example", (part, row))


def _card(study: ClassicalSession, known: Held, model: Model, truth: float) -> None:
    st.markdown(f"**{model_title(model, len(known.classes))}**")
    found = study.why(model)
    if found is None:
        st.caption(_("computing …"))
        return
    st.markdown(_said(study, known, found, truth))
    TELLERS[model](study, known, found)


def _said(study: ClassicalSession, known: Held, found: Why, truth: float) -> str:
    if not known.classes:
        away = float(found.said[0]) - truth
        return _(
            "says **{answer}**, off by {away}",
            answer=_answer(study, known, float(found.said[0])),
            away=number(away * known.unit),
        )
    sign = ":green[:material/check:]" if found.label == int(truth) else ":red[:material/close:]"
    answer = plain(class_names(study.settings, known)[found.label])
    return f"{sign} " + _("says **{answer}**, score {share:.0%}", answer=answer, share=float(found.said[found.label]))


def _answer(study: ClassicalSession, known: Held, target: float) -> str:
    """A class by its name, or a number in its own unit."""
    return class_names(study.settings, known)[int(target)] if known.classes else f"{known.in_own_unit(target):.4g}"


def _of_row(study: ClassicalSession, known: Held, part: Part) -> str:
    return plain(_answer(study, known, float(known.targets[part.row])))


def _name(study: ClassicalSession, known: Held, name: str) -> str:
    """An input by its name; powers and products of inputs as they are."""
    if name in known.features:
        return plain(input_names(study.settings, known)[known.features.index(name)])
    return plain(name)


def _sum(study: ClassicalSession, known: Held, found: Why, head: str, named: Callable[[Part], str]) -> None:
    """Parts that add up: each with its sum's terms, the rest, and what it comes to."""
    rows = [(named(part), part.detail.replace("-", "−"), number(part.weight)) for part in found.parts]
    rows += [(_("all others"), "", number(found.rest))] if abs(found.rest) > 1e-9 else []
    rows += [(_("start"), "", number(found.start)), (f"**{_('sum')}**", "", f"**{number(found.total)}**")]
    st.markdown(table((head, _("from"), _("adds")), rows))
    if known.classes:
        names = class_names(study.settings, known)
        words = _("Above 0 speaks for {label}, below for {other}.")
        st.caption(words.format(label=plain(names[found.label]), other=plain(names[found.other])))


def _linear(study: ClassicalSession, known: Held, found: Why) -> None:
    _sum(study, known, found, _("weight · input"), lambda part: _name(study, known, part.name))


def _net(study: ClassicalSession, known: Held, found: Why) -> None:
    _sum(study, known, found, _("last hidden layer"), lambda part: _("neuron {number}", number=part.name))


def _bayes(study: ClassicalSession, known: Held, found: Why) -> None:
    _sum(study, known, found, _("log of how much likelier"), lambda part: _name(study, known, part.name))


def _svm(study: ClassicalSession, known: Held, found: Why) -> None:
    if len(known.classes) <= 2:
        named = lambda part: _("example {row}: {answer}", row=part.row + 1, answer=_of_row(study, known, part))  # noqa: E731
        _sum(study, known, found, _("support vector"), named)
        return
    rows = [(str(part.row + 1), _of_row(study, known, part), number(part.weight)) for part in found.parts]
    st.markdown(table((_("support vector"), _("class"), _("nearness")), rows, texts=2))


def _neighbours(study: ClassicalSession, known: Held, found: Why) -> None:
    rows = [(str(part.row + 1), _of_row(study, known, part), number(part.weight)) for part in found.parts[:MOST_LISTED]]
    st.markdown(table((_("training example"), _("answer"), _("distance")), rows, texts=2))
    if len(found.parts) > MOST_LISTED:
        st.caption(_("The nearest {few} of {all}.", few=MOST_LISTED, all=len(found.parts)))


def _tree(study: ClassicalSession, known: Held, found: Why) -> None:
    rows = [
        (str(at + 1), _name(study, known, part.name), part.detail.replace("-", "−"), f"{part.weight:.0f}")
        for at, part in enumerate(found.parts)
    ]
    if rows:
        st.markdown(table((_("question"), _("input"), _("its value"), _("examples left")), rows, texts=3))
    st.caption(_("The leaf answers for {count} training examples.", count=int(found.total)))


def _forest(study: ClassicalSession, known: Held, found: Why) -> None:
    if known.classes:
        names = class_names(study.settings, known)
        rows = [(plain(names[part.row]), f"{part.weight:.0f}") for part in found.parts]
        st.markdown(table((_("class"), _("votes of trees")), rows))
        return
    heads = (_("lowest"), _("a quarter below"), _("middle"), _("a quarter above"), _("highest"))
    st.markdown(table(heads, [[f"{part.weight:.4g}" for part in found.parts]], texts=0))
    st.caption(_("The answers of the trees; their mean counts."))


def _boosting(study: ClassicalSession, known: Held, found: Why) -> None:
    told = [f"{part.weight:.1%}" if known.classes else f"{part.weight:.4g}" for part in found.parts]
    head = _("score after") if known.classes else _("answer after")
    rows = [(part.name, text) for part, text in zip(found.parts, told, strict=True)]
    st.markdown(table((_("rounds"), head), rows))


TELLERS: dict[Model, Callable[[ClassicalSession, Held, Why], None]] = {
    "linear": _linear,
    "neighbours": _neighbours,
    "tree": _tree,
    "forest": _forest,
    "boosting": _boosting,
    "svm": _svm,
    "bayes": _bayes,
    "net": _net,
}
