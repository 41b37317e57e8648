"""The curve of one model over its setting: training and test score, fit time, and what is bias and what variance."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from nets.studies.classical.dataset import Held
from nets.studies.classical.repeated_splits import SAMPLES, Brief, by_value, equivalent_values
from nets.studies.classical.settings import SETTINGS, Model
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import metric, milliseconds, model_title
from ui.panels.classical.state import ClassicalSession, changed, choose
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.formatting import table
from ui.text.i18n import N_, _
from ui.widgets.selectbox import selectbox

LOG = {"linear": False, "tree": False}  # the others have settings that double rather than grow by one
SIMPLE: dict[Model, str] = {
    "linear": N_("Left is simple, right is complex."),
    "tree": N_("Left is simple, right is complex."),
    "net": N_("Left is simple, right is complex."),
    "svm": N_("Left is simple, right is complex."),
    "boosting": N_("Left is simple, right is complex."),
    "neighbours": N_("The other way round: left, with one neighbour, is complex, right is simple."),
    "bayes": N_("The other way round: the more smoothing, the simpler."),
    "forest": N_("More trees make a forest no more complex: they take the chance out of it."),
}


def complexity_panel(study: ClassicalSession) -> None:
    """Choose a model; fit it at each value; see where it is best."""
    known, models = study.known, study.settings.fitted
    assert known is not None
    if study.curved not in models:
        study.curved = models[0]
    classes = len(known.classes)
    _choice(study, models, classes)
    series = study.curve if study.curve is not None and study.curve.about == study.about_curve else None
    if series is None or not series.answers:
        st.caption(_("Nothing measured yet on these data."))
        return
    whole = {value: found for (sample, value), found in series.answers.items() if sample is None}
    left, right = st.columns(2, gap="medium")
    with left:
        _scores(study, whole, classes)
        st.caption(_(SIMPLE[study.curved]) + " " + _best(study, known, whole))
    with right:
        _parts(study, series.answers, classes)
    _times(study, whole)


def _choice(study: ClassicalSession, models: tuple[Model, ...], classes: int) -> None:
    moving = study.curve is not None and study.curve.about == study.about_curve and study.curve.moving
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/curved", study.curved)
        selectbox(
            _("Model"),
            list(models),
            format_func=lambda name: model_title(name, classes),
            key="classical/curved",
            width=260,
            on_change=on_user_change("classical/curved", lambda name: choose(study, "curved", name)),
        )
        if moving and study.curve is not None:
            st.button(_("Stop"), key="classical/stop-curve", icon=":material/stop:", on_click=lambda: _stop(study))
            st.progress(study.curve.share, _("{share:.0%} of the fits", share=study.curve.share))
        else:
            st.button(
                _("Measure the curve"),
                key="classical/curve",
                type="primary",
                icon=":material/show_chart:",
                on_click=lambda: _measure(study),
                help=_("Fits the model at each value of its knob, then again on {count} resamples.", count=SAMPLES),
            )


def _measure(study: ClassicalSession) -> None:
    study.draw_curve()
    changed()


def _stop(study: ClassicalSession) -> None:
    if study.curve is not None:
        study.curve.cancel()
    changed()


def _setting(study: ClassicalSession) -> str:
    return _(study.settings_by_key()[f"data.{SETTINGS[study.curved]}"].title)


def _scores(study: ClassicalSession, whole: Mapping[float, Brief], classes: int) -> None:
    titles = (_("training"), _("test"))
    alt = _("Training and test score of the model at each value of its knob.")
    spec = lines(
        titles,
        _setting(study),
        metric(classes),
        _("Part"),
        description=alt,
        dashed=titles[:1],
        number=".1%" if classes else ".2f",
        log_x=LOG.get(study.curved, True),
        zero=False,
    )
    values = sorted(whole)
    y = [whole[value].train for value in values] + [whole[value].test for value in values]
    rows = {
        "x": [float(value) for value in values] * 2,
        "y": y,
        "line": [titles[0]] * len(values) + [titles[1]] * len(values),
    }
    chart(f"classical/curve-{study.curved}", spec, pa.table(rows))


def _best(study: ClassicalSession, known: Held, whole: Mapping[float, Brief]) -> str:
    """At which value the test score is best, and which others the test examples do not tell from it."""
    count = len(known.test_targets)
    if count < FEW_TESTS:
        return few_tests(count, bool(known.classes))
    best = max(whole, key=lambda value: whole[value].test)
    now = study.settings.value(study.curved)
    words = _("On the test part it is best at {best:g}; the slider stands at {now:g}.", best=best, now=now)
    if close := equivalent_values(whole, best, known.test_targets, len(known.classes)):
        names = _(", ").join(f"{value:g}" for value in close)
        words += " "
        words += _("The {count} test examples show no clear difference from: {values}.", count=count, values=names)
    return words


def _parts(study: ClassicalSession, answers: Mapping[tuple, Brief], classes: int) -> None:
    """Error, bias and variance over the resamples, once there are two."""
    known = study.known
    assert known is not None
    found = by_value(answers, known.test_targets, classes)
    if len(found) < 2:
        st.caption(_("Bias and variance come when the model is fitted to resamples of the training part …"))
        return
    titles = (_("error"), _("bias"), _("variance"))
    alt = _("Error, bias and variance of the model at each value of its knob.")
    y_title = _("Share of wrong answers") if classes else _("Share of the spread")
    spec = lines(
        titles, _setting(study), y_title, _("Part"), description=alt, number=".2f", log_x=LOG.get(study.curved, True)
    )
    values = sorted(found)
    rows = {
        "x": [float(value) for value in values] * 3,
        "y": [getattr(found[value], name) for name in ("error", "bias", "variance") for value in values],
        "line": [title for title in titles for _value in values],
    }
    chart(f"classical/parts-{study.curved}", spec, pa.table(rows))
    words = BIAS if classes else SQUARED
    st.caption(_(words, count=SAMPLES))


BIAS = N_(
    "Fitted to {count} resamples of the training part. **Bias**: where most of these models are wrong together, noise "
    "in the test part included. **Variance**: how often one of them says something else than most."
)
SQUARED = N_(
    "Fitted to {count} resamples of the training part. **Bias**: the squared error of their mean answer, noise "
    "included. **Variance**: how far one of them is from that mean. The two add up to the error."
)


def _times(study: ClassicalSession, whole: Mapping[float, Brief]) -> None:
    values = sorted(whole)
    heads = (_setting(study), *(f"{value:g}" for value in values))
    st.markdown(table(heads, [(_("fit time, ms"), *(milliseconds(whole[value].seconds) for value in values))]))
