"""Set a threshold on a score, with confusion matrix, ROC and precision-recall curves, and cost."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.results import ThresholdResult
from nets.studies.classical.settings import Model
from nets.studies.classical.threshold import ConfusionCounts, RocCurve, confusion_counts, roc_curve
from ui.charts.axes import SIX_DIGITS
from ui.charts.lines import lines, trade
from ui.charts.render import chart
from ui.charts.specs import heat
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import class_names, model_title
from ui.panels.classical.state import ClassicalSession
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.i18n import _, plain
from ui.widgets.selectbox import selectbox

MAX_ROWS = 120  # of a curve


def threshold_panel(study: ClassicalSession) -> None:
    """Draw the slider, and what follows from it for the test part."""
    dataset, state = study.dataset, study.panels.threshold
    assert dataset is not None
    if not dataset.classes:
        st.caption(_("A threshold needs classes; here a number is to be predicted."))
        return
    models = list(study.settings.fitted_models)
    fitted = [model for model in models if study.scores(model)]
    state.model = state.model if state.model in models else models[0]
    label = _positive_class(study, dataset)
    _choices(study, dataset, models)
    if state.model not in fitted:
        _cost_sliders(study)  # new sliders would send their lowest values as if a user chose them
        st.caption(_("computing …"))
        return
    if len(dataset.test_targets) < FEW_TESTS:
        st.caption(few_tests(len(dataset.test_targets), bool(dataset.classes)))
    truth = dataset.test_targets == label
    curves = {model: roc_curve(_scores(study, model, label), truth) for model in fitted}
    counts = confusion_counts(_scores(study, state.model, label), truth, state.threshold)
    study.record(ThresholdResult(study.settings, state.model, dataset.classes[label], counts))
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _matrix(study, dataset, counts)
    with middle:
        _curves(study, dataset, curves, counts, "roc")
    with right:
        _curves(study, dataset, curves, counts, "precision")
    _cost(study, curves[state.model], counts)


def _positive_class(study: ClassicalSession, dataset: Dataset) -> int:
    """Return the class in question: by default the second of two, else the most frequent one."""
    if study.panels.threshold.positive is not None:
        return study.panels.threshold.positive
    return 1 if len(dataset.classes) == 2 else int(np.bincount(dataset.targets).argmax())


def _scores(study: ClassicalSession, model: Model, label: int) -> np.ndarray:
    scores = study.scores(model)
    assert scores is not None
    return np.asarray(scores.predictions[:, label], np.float64)


def _choices(study: ClassicalSession, dataset: Dataset, models: list[Model]) -> None:
    state, names = study.panels.threshold, class_names(study.settings, dataset)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/cut-by", state.model)
        selectbox(
            _("Model"),
            models,
            format_func=lambda name: model_title(name, len(dataset.classes)),
            key="classical/cut-by",
            width=240,
            on_change=on_user_change("classical/cut-by", lambda name: study.choose(state, model=name)),
        )
        show_value("classical/positive", _positive_class(study, dataset))
        selectbox(
            _("Class in question"),
            list(range(len(names))),
            format_func=names.__getitem__,
            key="classical/positive",
            width=200,
            on_change=on_user_change("classical/positive", lambda label: study.choose(state, positive=label)),
        )
    _slider(study, "threshold", "threshold", _("Threshold"), 1.0, 0.01)
    if state.model == "svm":
        st.caption(_("A support vector machine gives no chances. Its margins, squashed to 0 … 1, take their place."))


def _slider(study: ClassicalSession, key: str, field: str, label: str, high: float, step: float) -> None:
    state, key = study.panels.threshold, f"classical/{key}"
    value = getattr(state, field)
    show_value(key, value)
    on_change = on_user_change(key, lambda value: study.choose(state, **{field: value}))
    st.slider(label, 0.0, high, value, step, key=key, on_change=on_change)


def _matrix(study: ClassicalSession, dataset: Dataset, counts: ConfusionCounts) -> None:
    name = plain(class_names(study.settings, dataset)[_positive_class(study, dataset)])
    yes, no = _("called so"), _("passed over")
    rows = {
        "row": [_("is so"), _("is so"), _("is not"), _("is not")],
        "column": [yes, no, yes, no],
        "value": [counts.true_positives, counts.false_negatives, counts.false_positives, counts.true_negatives],
    }
    alt = _("Confusion matrix of the test part at this threshold.")
    spec = heat(_("Answer"), _("Truth"), _("Examples"), number=",d", numbers=True, description=alt)
    chart("classical/matrix", spec, pa.table(rows))
    st.markdown(
        _(
            "**{name}**: {recall:.0%} are found (recall). Of those called so, {precision:.0%} are so (precision). "
            "False alarms: {alarms:.0%} of the others.",
            name=name,
            recall=counts.recall,
            precision=counts.precision,
            alarms=counts.false_positive_rate,
        )
    )


def _curves(
    study: ClassicalSession, dataset: Dataset, curves: dict[Model, RocCurve], counts: ConfusionCounts, kind: str
) -> None:
    """Draw the curve of each model, and the point of the current threshold."""
    axes = (_("False alarms"), _("Recall")) if kind == "roc" else (_("Recall"), _("Precision"))
    alt = _("{up} over {across} of each model, for all thresholds.", up=axes[1], across=axes[0])
    selected = study.panels.threshold.model
    name = model_title(selected, len(dataset.classes))
    rows: dict[str, list] = {"x": [], "y": [], "line": [], "kind": []}
    for model, each in curves.items():
        x, y = (each.false_positive_rate, each.recall) if kind == "roc" else (each.recall, each.precision)
        rows_shown = np.unique(np.linspace(0, len(x) - 1, min(MAX_ROWS, len(x))).round().astype(int))
        role = "chosen" if model == selected else "other"
        title = model_title(model, len(dataset.classes))
        _add(rows, x[rows_shown].tolist(), y[rows_shown].tolist(), title, role)
    x_now, y_now = (counts.false_positive_rate, counts.recall) if kind == "roc" else (counts.recall, counts.precision)
    _add(rows, [x_now], [y_now], _("this threshold"), "here")
    chart(f"classical/{kind}", trade(*axes, _("Model"), description=alt), pa.table(rows))
    selected_curve = curves[selected]
    if kind == "roc":
        words = _("ROC. Area under the curve of {model}: {area:.3f}; a coin reaches 0.5.")
        st.caption(words.format(model=name, area=selected_curve.auc))
    else:
        words = _("Precision and recall. Mean precision of {model}: {area:.3f}; guessing reaches {share:.3f}.")
        share = selected_curve.positives / max(1, selected_curve.positives + selected_curve.negatives)
        st.caption(words.format(model=name, area=selected_curve.average_precision, share=share))


def _add(rows: dict[str, list], x: list[float], y: list[float], line: str, kind: str) -> None:
    columns: list[list] = [x, y, [line] * len(x), [kind] * len(x)]
    for field, values in zip(rows, columns, strict=True):
        rows[field] += values


def _cost_sliders(study: ClassicalSession) -> None:
    _slider(study, "miss", "miss_cost", _("A miss costs"), 20.0, 0.5)
    _slider(study, "alarm", "alarm_cost", _("A false alarm costs"), 20.0, 0.5)


def _cost(study: ClassicalSession, curve: RocCurve, counts: ConfusionCounts) -> None:
    """Draw the cost of the errors at every threshold of the slider, and the cheapest threshold."""
    state = study.panels.threshold
    by_count = curve.costs(state.miss_cost, state.alarm_cost)
    thresholds = np.linspace(0, 1, 101)
    costs = [float(by_count[int((curve.thresholds >= each).sum()) - 1]) for each in thresholds]
    best = min(range(len(costs)), key=lambda index: (costs[index], abs(thresholds[index] - state.threshold)))
    cheapest, cost = float(thresholds[best]), counts.cost(state.miss_cost, state.alarm_cost)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        _cost_sliders(study)
        words = _("At this threshold: **{cost:g}**. Least: **{least:g}**, at {at:.2f}.")
        st.markdown(words.format(cost=cost, least=costs[best], at=cheapest))
        st.button(
            _("Take the cheapest"),
            key="classical/cheapest",
            icon=":material/savings:",
            on_click=lambda: study.choose(state, threshold=round(cheapest, 2)),
        )
        st.caption(_("Found on the test part, so it flatters: a threshold has to be proved on examples of its own."))
    with right:
        alt = _("What the mistakes cost together at each threshold.")
        titles = (_("cost"), _("this threshold"))
        spec = lines(titles, _("Threshold"), _("Cost"), _("Line"), description=alt, number=SIX_DIGITS, whole=False)
        x, y = [*thresholds.tolist(), state.threshold], [*costs, cost]
        rows = {"x": x, "y": y, "line": [titles[0]] * len(costs) + [titles[1]]}
        chart("classical/cost", spec, pa.table(rows))
