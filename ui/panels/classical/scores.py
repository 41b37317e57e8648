"""Test and training scores of all models, and the same on ten other splits: who really wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.studies.classical.dataset import Held
from nets.studies.classical.evaluation import Measured
from nets.studies.classical.models import UNITS
from nets.studies.classical.repeated_splits import SPLITS, by_model
from nets.studies.classical.settings import Model
from nets.studies.classical.standard_errors import paired
from ui.charts.error_bars import spread
from ui.charts.render import chart
from ui.panels.classical.labels import content, metric, milliseconds, model_title, written
from ui.panels.classical.state import ClassicalSession, changed
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.formatting import table
from ui.text.i18n import _

FEW = 3  # splits, with fewer of which nothing is said of who is ahead
Scores = Mapping[Model, np.ndarray]


def scores_panel(study: ClassicalSession) -> None:
    """Dots of this split, or means of several with bars; all figures as a table for who wants them."""
    known = study.known
    assert known is not None
    classes = len(known.classes)
    told = {model: found for model in study.settings.fitted if (found := study.measured(model))}
    waiting = {model: found for model in study.settings.fitted if model not in told and (found := study.before(model))}
    _button(study)
    if not told | waiting:
        st.caption(_("fitting …"))
        return
    repeated = _repeated(study)
    count = len(next(iter(repeated.values()))) if repeated else 0
    if repeated and count > 1:
        _dots(repeated, classes)
        st.caption(_("Dots: the mean of {count} splits. Bars: one standard deviation to either side.", count=count))
        if count >= FEW:
            st.markdown(_verdict(repeated, classes))
    else:
        every = {name: found for name in study.settings.fitted if (found := told.get(name) or waiting.get(name))}
        _dots({name: np.array([[each.train, each.test]]) for name, each in every.items()}, classes, [*waiting])
        st.caption(_("One split is one throw of the dice: which points fall into the test part is chance."))
    if len(known.test_targets) < FEW_TESTS:
        st.caption(few_tests(len(known.test_targets), bool(known.classes)))
    with st.expander(_("All figures as a table"), key="classical/table-open"):
        st.markdown(_table(told, classes))
        _about_table(known)


def _about_table(known: Held) -> None:
    words = _(
        "Time: CPU time of fitting, on one core of this machine; of quick fits the quickest. Size: bytes of the model "
        "in a file. The {train} training and {test} test examples are the same for all."
    )
    st.caption(words.format(train=f"{len(known.inputs):,}", test=f"{len(known.test_inputs):,}"))


def _repeated(study: ClassicalSession) -> Scores | None:
    """The scores over the splits so far, where they are of what is on the page now."""
    series = study.repeated
    if series is None or series.about != study.about_repeats:
        return None
    return by_model(series.answers, study.settings.fitted)


def _button(study: ClassicalSession) -> None:
    """Fit again on other splits, or stop that; and how far it is."""
    series = study.repeated if study.repeated is not None and study.repeated.about == study.about_repeats else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if series is not None and series.moving:
            st.button(_("Stop"), key="classical/stop", icon=":material/stop:", on_click=lambda: _stop(study))
            st.progress(series.share, _("{share:.0%} of the fits", share=series.share))
            return
        st.button(
            _("Repeat on {count} splits", count=SPLITS),
            key="classical/repeat",
            icon=":material/casino:",
            type="primary",
            on_click=lambda: _repeat(study),
            help=_("Draws or divides the data with {count} seeds and fits every model each time.", count=SPLITS),
        )


def _repeat(study: ClassicalSession) -> None:
    study.repeat()
    changed()


def _stop(study: ClassicalSession) -> None:
    if study.repeated is not None:
        study.repeated.cancel()
    changed()


def _dots(scores: Scores, classes: int, waiting: Sequence[Model] = ()) -> None:
    """Dots with bars; `waiting` are models that are fitted anew, of which the last figures are shown and marked."""
    parts = (_("training"), _("test"))
    title = metric(classes)
    alt = _("{metric} of each model on the training and the test part.", metric=title)
    spec = spread(
        parts, title, _("Model"), _("Part"), (_("lowest"), _("highest")), description=alt, height=90 + 26 * len(scores)
    )
    rows: dict[str, list] = {"name": [], "part": [], "value": [], "low": [], "high": []}
    for model, found in scores.items():
        for at, part in enumerate(parts):
            mean, away = float(found[:, at].mean()), float(found[:, at].std())
            name = model_title(model, classes) + (" …" if model in waiting else "")
            line = (name, part, mean, mean - away, mean + away)
            for field, value in zip(rows, line, strict=True):
                rows[field].append(value)
    chart(f"classical/dots/{len(scores)}", spec, pa.table(rows))


def _table(told: Mapping[Model, Measured], classes: int) -> str:
    best = max((each.test for each in told.values()), default=0.0)
    rows = []
    for model, each in sorted(told.items(), key=lambda one: -one[1].test):
        test = written(each.test, classes)
        size = f"{each.pieces:,} {_(UNITS[model])}"
        cells = (written(each.train, classes), milliseconds(each.seconds), size, content(each.content))
        rows.append((model_title(model, classes), f"**{test}**" if each.test == best else test, *cells))
    return table((_("Model"), _("test"), _("training"), _("ms"), _("made of"), _("size")), rows)


def _verdict(scores: Scores, classes: int) -> str:
    """Who is ahead, and of whom that can be said."""
    tests = {model: found[:, 1] for model, found in scores.items()}
    first, *others = sorted(tests, key=lambda model: -tests[model].mean())
    ties = [model for model in others if not paired(tests[first], tests[model]).sure]
    words = _(
        "Ahead: **{model}**, {score} on the mean.",
        model=model_title(first, classes),
        score=written(tests[first].mean(), classes),
    )
    if ties:
        names = _(", ").join(model_title(model, classes) for model in ties)
        return words + " " + _("No clear difference on these splits from: {names}.", names=names)
    return words + " " + _("All others are behind by more than two standard errors of the difference, split by split.")
