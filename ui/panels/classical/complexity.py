"""Show scores, fit time, bias and variance of one model over the values of its setting."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.repeated_splits import RESAMPLES, FitSummary, bias_variance_by_value, equivalent_values
from nets.studies.classical.settings import COMPLEXITY, Model
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import format_milliseconds, metric, model_title
from ui.panels.classical.state import ClassicalSession
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.formatting import table
from ui.text.i18n import N_, _
from ui.widgets.selectbox import selectbox

IS_LOG = {"linear": False, "tree": False}  # whether the axis is logarithmic; it is for the other models
DIRECTIONS: dict[Model, str] = {
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
    """Draw the choice of a model, then its curves once they are measured."""
    dataset, models, state = study.dataset, study.settings.fitted_models, study.panels.curve
    assert dataset is not None
    if state.model not in models:
        state.model = models[0]
    classes = len(dataset.classes)
    _choice(study, models, classes)
    fits = study.current_curve
    if fits is None or not fits.answers:
        st.caption(_("Nothing measured yet on these data."))
        return
    whole = {value: summary for (sample, value), summary in fits.answers.items() if sample is None}
    left, right = st.columns(2, gap="medium")
    with left:
        _scores(study, whole, classes)
        st.caption(_(DIRECTIONS[study.panels.curve.model]) + " " + _best_value(study, dataset, whole))
    with right:
        _bias_variance(study, fits.answers, classes)
    _times(study, whole)


def _choice(study: ClassicalSession, models: tuple[Model, ...], classes: int) -> None:
    state, fits = study.panels.curve, study.current_curve
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/curved", state.model)
        selectbox(
            _("Model"),
            list(models),
            format_func=lambda name: model_title(name, classes),
            key="classical/curved",
            width=260,
            on_change=on_user_change("classical/curved", lambda name: study.choose(state, model=name)),
        )
        if fits is not None and fits.moving:
            stop = lambda: _on_stop(study)  # noqa: E731
            st.button(_("Stop"), key="classical/stop-curve", icon=":material/stop:", on_click=stop)
            st.progress(fits.share, _("{share:.0%} of the fits", share=fits.share))
        else:
            st.button(
                _("Measure the curve"),
                key="classical/curve",
                type="primary",
                icon=":material/show_chart:",
                on_click=lambda: _on_measure(study),
                help=_("Fits the model at each value of its knob, then again on {count} resamples.", count=RESAMPLES),
            )


def _on_measure(study: ClassicalSession) -> None:
    study.measure_curve()
    study.redraw()


def _on_stop(study: ClassicalSession) -> None:
    if study.panels.curve.fits is not None:
        study.panels.curve.fits.cancel()
    study.redraw()


def _setting_title(study: ClassicalSession) -> str:
    return _(study.settings_by_key()[f"data.{COMPLEXITY[study.panels.curve.model]}"].title)


def _scores(study: ClassicalSession, whole: Mapping[float, FitSummary], classes: int) -> None:
    titles = (_("training"), _("test"))
    alt = _("Training and test score of the model at each value of its knob.")
    spec = lines(
        titles,
        _setting_title(study),
        metric(classes),
        _("Part"),
        description=alt,
        dashed=titles[:1],
        number=".1%" if classes else ".2f",
        log_x=IS_LOG.get(study.panels.curve.model, True),
        zero=False,
    )
    values = sorted(whole)
    y = [whole[value].train for value in values] + [whole[value].test for value in values]
    rows = {
        "x": [float(value) for value in values] * 2,
        "y": y,
        "line": [titles[0]] * len(values) + [titles[1]] * len(values),
    }
    chart(f"classical/curve-{study.panels.curve.model}", spec, pa.table(rows))


def _best_value(study: ClassicalSession, dataset: Dataset, whole: Mapping[float, FitSummary]) -> str:
    """Say at which value the test score is best, and which others are not clearly worse."""
    count = len(dataset.test_targets)
    if count < FEW_TESTS:
        return few_tests(count, bool(dataset.classes))
    best = max(whole, key=lambda value: whole[value].test)
    now = study.settings.value(study.panels.curve.model)
    words = _("On the test part it is best at {best:g}; the slider stands at {now:g}.", best=best, now=now)
    if close := equivalent_values(whole, best, dataset.test_targets, len(dataset.classes)):
        names = _(", ").join(f"{value:g}" for value in close)
        words += " "
        words += _("The {count} test examples show no clear difference from: {values}.", count=count, values=names)
    return words


def _bias_variance(study: ClassicalSession, answers: Mapping[tuple, FitSummary], classes: int) -> None:
    """Draw error, bias and variance over the resamples, once there are two."""
    dataset = study.dataset
    assert dataset is not None
    results = bias_variance_by_value(answers, dataset.test_targets, classes)
    if len(results) < 2:
        st.caption(_("Bias and variance come when the model is fitted to resamples of the training part …"))
        return
    titles = (_("error"), _("bias"), _("variance"))
    alt = _("Error, bias and variance of the model at each value of its knob.")
    y_title = _("Share of wrong answers") if classes else _("Share of the spread")
    spec = lines(
        titles,
        _setting_title(study),
        y_title,
        _("Part"),
        description=alt,
        number=".2f",
        log_x=IS_LOG.get(study.panels.curve.model, True),
    )
    values = sorted(results)
    rows = {
        "x": [float(value) for value in values] * 3,
        "y": [getattr(results[value], name) for name in ("error", "bias", "variance") for value in values],
        "line": [title for title in titles for _value in values],
    }
    chart(f"classical/parts-{study.panels.curve.model}", spec, pa.table(rows))
    words = CLASS_BIAS if classes else SQUARED_BIAS
    st.caption(_(words, count=RESAMPLES))


CLASS_BIAS = N_(
    "Fitted to {count} resamples of the training part. **Bias**: where most of these models are wrong together, noise "
    "in the test part included. **Variance**: how often one of them says something else than most."
)
SQUARED_BIAS = N_(
    "Fitted to {count} resamples of the training part. **Bias**: the squared error of their mean answer, noise "
    "included. **Variance**: how far one of them is from that mean. The two add up to the error."
)


def _times(study: ClassicalSession, whole: Mapping[float, FitSummary]) -> None:
    values = sorted(whole)
    heads = (_setting_title(study), *(f"{value:g}" for value in values))
    st.markdown(table(heads, [(_("fit time, ms"), *(format_milliseconds(whole[value].seconds) for value in values))]))
