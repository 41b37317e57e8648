"""Explain the prediction of each model for one example: neighbours, path, votes, margins, sums."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.explanations import Explanation, Part
from nets.studies.classical.settings import Model
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import class_names, input_names, model_title
from ui.panels.classical.state import ClassicalSession, SelectedExample
from ui.text.formatting import number, table
from ui.text.i18n import _, plain
from ui.widgets.number_field import number_field

MAX_NEIGHBOURS = 10  # listed


def explanation_panel(study: ClassicalSession) -> None:
    """Draw the choice of an example, and a card for each model."""
    dataset = study.dataset
    assert dataset is not None
    part, row = _choice(study, dataset)
    st.caption(_("Click a point in any of the maps to choose it; it is ringed there."))
    truth = (dataset.test_targets if part == "test" else dataset.targets)[row]
    st.markdown(_("Truth: **{answer}**", answer=plain(_answer(study, dataset, float(truth)))))
    columns = st.columns(2, gap="medium")
    for index, model in enumerate(study.settings.fitted_models):
        with columns[index % 2].container(border=True, key=f"classical-why-{model}"):
            _card(study, dataset, model, float(truth))


def _choice(study: ClassicalSession, dataset: Dataset) -> tuple[str, int]:
    """Draw the choice of the example, and return its part and row, within the dataset."""
    example = study.panels.example
    count = len(dataset.test_inputs if example.part == "test" else dataset.inputs)
    example.row = min(example.row, count - 1)
    part, row = example.part, example.row
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/part", part)
        st.segmented_control(
            _("Part"),
            ["test", "train"],
            format_func=lambda name: _("test") if name == "test" else _("training"),
            key="classical/part",
            required=True,
            on_change=on_user_change(
                "classical/part", lambda name: study.choose(study.panels, example=SelectedExample(name, 0))
            ),
        )
        select = lambda number: study.choose(study.panels, example=SelectedExample(part, int(number) - 1))  # noqa: E731
        number_field(_("Example"), 1, count, key="classical/row", value=row + 1, do=select, width=160)
        _next_disagreement(study, dataset)
    return part, row


def _next_disagreement(study: ClassicalSession, dataset: Dataset) -> None:
    """Draw a button that selects the next test example on which the models disagree."""
    if not dataset.classes:
        return
    every = [scores for model in study.settings.fitted_models if (scores := study.scores(model))]
    labels = [scores.predictions.argmax(axis=1) for scores in every]
    disputed = [row for row in range(len(dataset.test_inputs)) if len({int(each[row]) for each in labels}) > 1]
    example = study.panels.example
    later = (row for row in disputed if row > example.row or example.part == "train")
    following = SelectedExample("test", next(later, disputed[0] if disputed else 0))
    st.button(
        _("Next dispute"),
        key="classical/dispute",
        icon=":material/forum:",
        disabled=not disputed,
        on_click=lambda: study.choose(study.panels, example=following),
        help=_("{count} test examples are not told alike by all models.", count=len(disputed)),
    )


def _card(study: ClassicalSession, dataset: Dataset, model: Model, truth: float) -> None:
    st.markdown(f"**{model_title(model, len(dataset.classes))}**")
    explanation = study.explanation(model)
    if explanation is None:
        st.caption(_("computing …"))
        return
    st.markdown(_prediction_text(study, dataset, explanation, truth))
    RENDERERS[model](study, dataset, explanation)


def _prediction_text(study: ClassicalSession, dataset: Dataset, explanation: Explanation, truth: float) -> str:
    if not dataset.classes:
        error = float(explanation.predictions[0]) - truth
        return _(
            "says **{answer}**, off by {away}",
            answer=_answer(study, dataset, float(explanation.predictions[0])),
            away=number(error * dataset.target_std),
        )
    sign = ":green[:material/check:]" if explanation.label == int(truth) else ":red[:material/close:]"
    answer = plain(class_names(study.settings, dataset)[explanation.label])
    return f"{sign} " + _(
        "says **{answer}**, score {share:.0%}", answer=answer, share=float(explanation.predictions[explanation.label])
    )


def _answer(study: ClassicalSession, dataset: Dataset, target: float) -> str:
    """Return the label of a class, or a number in its original unit."""
    return (
        class_names(study.settings, dataset)[int(target)]
        if dataset.classes
        else f"{dataset.in_original_unit(target):.4g}"
    )


def _row_answer(study: ClassicalSession, dataset: Dataset, part: Part) -> str:
    return plain(_answer(study, dataset, float(dataset.targets[part.row])))


def _name(study: ClassicalSession, dataset: Dataset, name: str) -> str:
    """Return the label of an input; powers and products of inputs as they are."""
    if name in dataset.features:
        return plain(input_names(study.settings, dataset)[dataset.features.index(name)])
    return plain(name)


def _sum(
    study: ClassicalSession, dataset: Dataset, explanation: Explanation, head: str, name_part: Callable[[Part], str]
) -> None:
    """Draw parts that add up, the rest, and the sum."""
    rows = [(name_part(part), part.detail.replace("-", "−"), number(part.weight)) for part in explanation.parts]
    rows += [(_("all others"), "", number(explanation.rest))] if abs(explanation.rest) > 1e-9 else []
    rows += [(_("start"), "", number(explanation.start)), (f"**{_('sum')}**", "", f"**{number(explanation.total)}**")]
    st.markdown(table((head, _("from"), _("adds")), rows))
    if dataset.classes:
        names = class_names(study.settings, dataset)
        words = _("Above 0 speaks for {label}, below for {other}.")
        st.caption(words.format(label=plain(names[explanation.label]), other=plain(names[explanation.other])))


def _linear(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    _sum(study, dataset, explanation, _("weight · input"), lambda part: _name(study, dataset, part.name))


def _net(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    _sum(study, dataset, explanation, _("last hidden layer"), lambda part: _("neuron {number}", number=part.name))


def _bayes(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    _sum(study, dataset, explanation, _("log of how much likelier"), lambda part: _name(study, dataset, part.name))


def _svm(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    if len(dataset.classes) <= 2:
        answer = lambda part: _row_answer(study, dataset, part)  # noqa: E731
        name_part = lambda part: _("example {row}: {answer}", row=part.row + 1, answer=answer(part))  # noqa: E731
        _sum(study, dataset, explanation, _("support vector"), name_part)
        return
    rows = [(str(part.row + 1), _row_answer(study, dataset, part), number(part.weight)) for part in explanation.parts]
    st.markdown(table((_("support vector"), _("class"), _("nearness")), rows, texts=2))


def _neighbours(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    rows = [
        (str(part.row + 1), _row_answer(study, dataset, part), number(part.weight))
        for part in explanation.parts[:MAX_NEIGHBOURS]
    ]
    st.markdown(table((_("training example"), _("answer"), _("distance")), rows, texts=2))
    if len(explanation.parts) > MAX_NEIGHBOURS:
        st.caption(_("The nearest {few} of {all}.", few=MAX_NEIGHBOURS, all=len(explanation.parts)))


def _tree(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    rows = [
        (str(depth), _name(study, dataset, part.name), part.detail.replace("-", "−"), f"{part.weight:.0f}")
        for depth, part in enumerate(explanation.parts, 1)
    ]
    if rows:
        st.markdown(table((_("question"), _("input"), _("its value"), _("examples left")), rows, texts=3))
    st.caption(_("The leaf answers for {count} training examples.", count=int(explanation.total)))


def _forest(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    if dataset.classes:
        names = class_names(study.settings, dataset)
        rows = [(plain(names[part.row]), f"{part.weight:.0f}") for part in explanation.parts]
        st.markdown(table((_("class"), _("votes of trees")), rows))
        return
    heads = (_("lowest"), _("a quarter below"), _("middle"), _("a quarter above"), _("highest"))
    st.markdown(table(heads, [[f"{part.weight:.4g}" for part in explanation.parts]], texts=0))
    st.caption(_("The answers of the trees; their mean counts."))


def _boosting(study: ClassicalSession, dataset: Dataset, explanation: Explanation) -> None:
    texts = [f"{part.weight:.1%}" if dataset.classes else f"{part.weight:.4g}" for part in explanation.parts]
    head = _("score after") if dataset.classes else _("answer after")
    rows = [(part.name, text) for part, text in zip(explanation.parts, texts, strict=True)]
    st.markdown(table((_("rounds"), head), rows))


RENDERERS: dict[Model, Callable[[ClassicalSession, Dataset, Explanation], None]] = {
    "linear": _linear,
    "neighbours": _neighbours,
    "tree": _tree,
    "forest": _forest,
    "boosting": _boosting,
    "svm": _svm,
    "bayes": _bayes,
    "net": _net,
}
