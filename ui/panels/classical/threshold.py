"""Where to draw the line: a threshold on a score, with the confusion matrix, ROC and precision-recall, and the cost."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.studies.classical.dataset import Held
from nets.studies.classical.results import Cut
from nets.studies.classical.settings import Model
from nets.studies.classical.threshold import Counts, Curve, counts, curve
from ui.charts.axes import SIX_DIGITS
from ui.charts.lines import lines, trade
from ui.charts.render import chart
from ui.charts.specs import heat
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import class_names, model_title
from ui.panels.classical.state import ClassicalSession, choose
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.i18n import _, plain
from ui.widgets.selectbox import selectbox

MOST_ROWS = 120  # of a curve


def threshold_panel(study: ClassicalSession) -> None:
    """The slider, and what follows from it for the test part."""
    known = study.known
    assert known is not None
    if not known.classes:
        st.caption(_("A threshold needs classes; here a number is to be predicted."))
        return
    told = [model for model in study.settings.fitted if study.measured(model)]
    offered = list(study.settings.fitted)
    study.cut_by = study.cut_by if study.cut_by in offered else offered[0]
    label = _positive(study, known)
    _choices(study, known, offered)
    if study.cut_by not in told:
        _prices(study)  # sliders that come and go would tell their lowest values as if a person had chosen them
        st.caption(_("computing …"))
        return
    if len(known.test_targets) < FEW_TESTS:
        st.caption(few_tests(len(known.test_targets), bool(known.classes)))
    truth = known.test_targets == label
    curves = {model: curve(_scores(study, model, label), truth) for model in told}
    now = counts(_scores(study, study.cut_by, label), truth, study.threshold)
    study.note(Cut(study.settings, study.cut_by, known.classes[label], now))
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _matrix(study, known, now)
    with middle:
        _curves(study, known, curves, now, "roc")
    with right:
        _curves(study, known, curves, now, "precision")
    _cost(study, curves[study.cut_by], now)


def _positive(study: ClassicalSession, known: Held) -> int:
    """The class in question: of two the second, of more the most frequent one, unless a person has chosen."""
    if study.positive is not None:
        return study.positive
    return 1 if len(known.classes) == 2 else int(np.bincount(known.targets).argmax())


def _scores(study: ClassicalSession, model: Model, label: int) -> np.ndarray:
    found = study.measured(model)
    assert found is not None
    scores: np.ndarray = found.said[:, label].astype(np.float64)
    return scores


def _choices(study: ClassicalSession, known: Held, offered: list[Model]) -> None:
    names = class_names(study.settings, known)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/cut-by", study.cut_by)
        selectbox(
            _("Model"),
            offered,
            format_func=lambda name: model_title(name, len(known.classes)),
            key="classical/cut-by",
            width=240,
            on_change=on_user_change("classical/cut-by", lambda name: choose(study, "cut_by", name)),
        )
        show_value("classical/positive", _positive(study, known))
        selectbox(
            _("Class in question"),
            list(range(len(names))),
            format_func=names.__getitem__,
            key="classical/positive",
            width=200,
            on_change=on_user_change("classical/positive", lambda label: choose(study, "positive", label)),
        )
    _slider(study, "threshold", _("Threshold"), 0.0, 1.0, 0.01)
    if study.cut_by == "svm":
        st.caption(_("A support vector machine gives no chances. Its margins, squashed to 0 … 1, take their place."))


def _slider(study: ClassicalSession, name: str, label: str, low: float, high: float, step: float) -> None:
    key = f"classical/{name}"
    value = getattr(study, name)
    show_value(key, value)
    moved = on_user_change(key, lambda value: choose(study, name, value))
    st.slider(label, low, high, value, step, key=key, on_change=moved)


def _matrix(study: ClassicalSession, known: Held, now: Counts) -> None:
    name = plain(class_names(study.settings, known)[_positive(study, known)])
    yes, no = _("called so"), _("passed over")
    rows = {
        "row": [_("is so"), _("is so"), _("is not"), _("is not")],
        "column": [yes, no, yes, no],
        "value": [now.hits, now.misses, now.alarms, now.passed],
    }
    alt = _("Confusion matrix of the test part at this threshold.")
    spec = heat(_("Answer"), _("Truth"), _("Examples"), number=",d", numbers=True, description=alt)
    chart("classical/matrix", spec, pa.table(rows))
    st.markdown(
        _(
            "**{name}**: {recall:.0%} are found (recall). Of those called so, {precision:.0%} are so (precision). "
            "False alarms: {alarms:.0%} of the others.",
            name=name,
            recall=now.recall,
            precision=now.precision,
            alarms=now.alarm_rate,
        )
    )


def _curves(study: ClassicalSession, known: Held, curves: dict[Model, Curve], now: Counts, kind: str) -> None:
    """The chosen model's curve among those of the others, and where it stands."""
    axes = (_("False alarms"), _("Recall")) if kind == "roc" else (_("Recall"), _("Precision"))
    alt = _("{up} over {across} of each model, for all thresholds.", up=axes[1], across=axes[0])
    name = model_title(study.cut_by, len(known.classes))
    rows: dict[str, list] = {"x": [], "y": [], "line": [], "kind": []}
    for model, each in curves.items():
        x, y = (each.alarm_rate, each.recall) if kind == "roc" else (each.recall, each.precision)
        kept = np.unique(np.linspace(0, len(x) - 1, min(MOST_ROWS, len(x))).round().astype(int))
        sort = "chosen" if model == study.cut_by else "other"
        title = model_title(model, len(known.classes))
        _add(rows, x[kept].tolist(), y[kept].tolist(), title, sort)
    here = (now.alarm_rate, now.recall) if kind == "roc" else (now.recall, now.precision)
    _add(rows, [here[0]], [here[1]], _("this threshold"), "here")
    chart(f"classical/{kind}", trade(*axes, _("Model"), description=alt), pa.table(rows))
    chosen = curves[study.cut_by]
    if kind == "roc":
        words = _("ROC. Area under the curve of {model}: {area:.3f}; a coin reaches 0.5.")
        st.caption(words.format(model=name, area=chosen.area))
    else:
        words = _("Precision and recall. Mean precision of {model}: {area:.3f}; guessing reaches {share:.3f}.")
        share = chosen.positives / max(1, chosen.positives + chosen.negatives)
        st.caption(words.format(model=name, area=chosen.average_precision, share=share))


def _add(rows: dict[str, list], x: list[float], y: list[float], line: str, kind: str) -> None:
    columns: list[list] = [x, y, [line] * len(x), [kind] * len(x)]
    for field, values in zip(rows, columns, strict=True):
        rows[field] += values


def _prices(study: ClassicalSession) -> None:
    _slider(study, "miss", _("A miss costs"), 0.0, 20.0, 0.5)
    _slider(study, "alarm", _("A false alarm costs"), 0.0, 20.0, 0.5)


def _cost(study: ClassicalSession, each: Curve, now: Counts) -> None:
    """What mistakes cost at every threshold of the slider, and where they cost least."""
    costs = each.costs(study.miss, study.alarm)
    places = np.linspace(0, 1, 101)
    found = [float(costs[int((each.thresholds >= place).sum()) - 1]) for place in places]
    best = min(range(len(places)), key=lambda at: (found[at], abs(places[at] - study.threshold)))
    left, right = st.columns([1, 2], gap="medium")
    with left:
        _prices(study)
        words = _("At this threshold: **{cost:g}**. Least: **{least:g}**, at {at:.2f}.")
        st.markdown(words.format(cost=now.cost(study.miss, study.alarm), least=found[best], at=places[best]))
        st.button(
            _("Take the cheapest"),
            key="classical/cheapest",
            icon=":material/savings:",
            on_click=lambda: choose(study, "threshold", round(float(places[best]), 2)),
        )
        st.caption(_("Found on the test part, so it flatters: a threshold has to be proved on examples of its own."))
    with right:
        alt = _("What the mistakes cost together at each threshold.")
        titles = (_("cost"), _("this threshold"))
        spec = lines(titles, _("Threshold"), _("Cost"), _("Line"), description=alt, number=SIX_DIGITS, whole=False)
        x = [*places.tolist(), study.threshold]
        y = [*found, now.cost(study.miss, study.alarm)]
        rows = {"x": x, "y": y, "line": [titles[0]] * len(places) + [titles[1]]}
        chart("classical/cost", spec, pa.table(rows))
