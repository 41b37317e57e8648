"""Show the scores of all models, and their means over ten other splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.evaluation import Scores
from nets.studies.classical.models import UNITS
from nets.studies.classical.repeated_splits import SPLITS, scores_by_model
from nets.studies.classical.settings import Model
from nets.studies.classical.standard_errors import paired_difference
from ui.charts.error_bars import spread
from ui.charts.render import chart
from ui.panels.classical.labels import format_bytes, format_milliseconds, format_score, metric, model_title
from ui.panels.classical.state import ClassicalSession
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.formatting import table
from ui.text.i18n import _

MIN_SPLITS = 3  # for a verdict
SplitScores = Mapping[Model, np.ndarray]  # training and test scores (S, 2)


def scores_panel(study: ClassicalSession) -> None:
    """Draw the scores of this split, or means of several with error bars, and a table of all figures."""
    dataset = study.dataset
    assert dataset is not None
    classes = len(dataset.classes)
    models = study.settings.fitted_models
    current = {model: scores for model in models if (scores := study.scores(model))}
    previous = {model: scores for model in models if model not in current and (scores := study.previous_scores(model))}
    _repeat_button(study)
    if not current | previous:
        st.caption(_("fitting …"))
        return
    repeats = _repeats(study)
    count = len(next(iter(repeats.values()))) if repeats else 0
    if repeats and count > 1:
        _dots(repeats, classes)
        st.caption(_("Dots: the mean of {count} splits. Bars: one standard deviation to either side.", count=count))
        if count >= MIN_SPLITS:
            st.markdown(_verdict(repeats, classes))
    else:
        fitted = {model: scores for model in models if (scores := current.get(model) or previous.get(model))}
        _dots({name: np.array([[each.train, each.test]]) for name, each in fitted.items()}, classes, [*previous])
        st.caption(_("One split is one throw of the dice: which points fall into the test part is chance."))
    if len(dataset.test_targets) < FEW_TESTS:
        st.caption(few_tests(len(dataset.test_targets), bool(dataset.classes)))
    with st.expander(_("All figures as a table"), key="classical/table-open"):
        st.markdown(_table(current, classes))
        _about_table(dataset)


def _about_table(dataset: Dataset) -> None:
    words = _(
        "Time: CPU time of fitting, on one core of this machine; of quick fits the quickest. Size: bytes of the model "
        "in a file. The {train} training and {test} test examples are the same for all."
    )
    st.caption(words.format(train=f"{len(dataset.inputs):,}", test=f"{len(dataset.test_inputs):,}"))


def _repeats(study: ClassicalSession) -> SplitScores | None:
    """Return the scores on other splits so far; None if there are none for the current settings."""
    fits = study.current_repeats
    return None if fits is None else scores_by_model(fits.answers, study.settings.fitted_models)


def _repeat_button(study: ClassicalSession) -> None:
    """Draw a button that fits on other splits, or its progress with a button to stop."""
    fits = study.current_repeats
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if fits is not None and fits.moving:
            st.button(_("Stop"), key="classical/stop", icon=":material/stop:", on_click=lambda: _on_stop(study))
            st.progress(fits.share, _("{share:.0%} of the fits", share=fits.share))
            return
        st.button(
            _("Repeat on {count} splits", count=SPLITS),
            key="classical/repeat",
            icon=":material/casino:",
            type="primary",
            on_click=lambda: _on_repeat(study),
            help=_("Draws or divides the data with {count} seeds and fits every model each time.", count=SPLITS),
        )


def _on_repeat(study: ClassicalSession) -> None:
    study.repeat()
    study.redraw()


def _on_stop(study: ClassicalSession) -> None:
    if study.repeats is not None:
        study.repeats.cancel()
    study.redraw()


def _dots(scores: SplitScores, classes: int, previous: Sequence[Model] = ()) -> None:
    """Draw means with error bars; `previous` are models whose last scores are shown, and marked, during a new fit."""
    parts = (_("training"), _("test"))
    title = metric(classes)
    alt = _("{metric} of each model on the training and the test part.", metric=title)
    spec = spread(
        parts, title, _("Model"), _("Part"), (_("lowest"), _("highest")), description=alt, height=90 + 26 * len(scores)
    )
    rows: dict[str, list] = {"name": [], "part": [], "value": [], "low": [], "high": []}
    for model, values in scores.items():
        for column, part in enumerate(parts):
            mean, std = float(values[:, column].mean()), float(values[:, column].std())
            name = model_title(model, classes) + (" …" if model in previous else "")
            line = (name, part, mean, mean - std, mean + std)
            for field, value in zip(rows, line, strict=True):
                rows[field].append(value)
    chart(f"classical/dots/{len(scores)}", spec, pa.table(rows))


def _table(scores: Mapping[Model, Scores], classes: int) -> str:
    best = max((each.test for each in scores.values()), default=0.0)
    rows = []
    for model, each in sorted(scores.items(), key=lambda one: -one[1].test):
        test = format_score(each.test, classes)
        size = f"{each.size:,} {_(UNITS[model])}"
        cells = (format_score(each.train, classes), format_milliseconds(each.seconds), size, format_bytes(each.bytes))
        rows.append((model_title(model, classes), f"**{test}**" if each.test == best else test, *cells))
    return table((_("Model"), _("test"), _("training"), _("ms"), _("made of"), _("size")), rows)


def _verdict(scores: SplitScores, classes: int) -> str:
    """Say which model is ahead, and which are not clearly worse."""
    tests = {model: values[:, 1] for model, values in scores.items()}
    first, *others = sorted(tests, key=lambda model: -tests[model].mean())
    ties = [model for model in others if not paired_difference(tests[first], tests[model]).is_significant]
    words = _(
        "Ahead: **{model}**, {score} on the mean.",
        model=model_title(first, classes),
        score=format_score(tests[first].mean(), classes),
    )
    if ties:
        names = _(", ").join(model_title(model, classes) for model in ties)
        return words + " " + _("No clear difference on these splits from: {names}.", names=names)
    return words + " " + _("All others are behind by more than two standard errors of the difference, split by split.")
