"""Draw a training page: title, settings, live view, challenges, explanations and sharing, in this order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nets.training.messages import Watch
from ui.fragments.error_boundary import fragment
from ui.inspect.inspectors import Inspector
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import share_panel
from ui.session.intervention import Intervention
from ui.session.training_session import TrainingSession
from ui.training_view.live import lay_out, live
from ui.training_view.stage import Stage

Draw = Callable[[TrainingSession], None]


def live_place(session: TrainingSession) -> None:
    """Mark where the live view draws among the panels of a place; never called."""


@dataclass(frozen=True)
class PageLayout:
    """Which panels of its own a training page draws, and where.

    The panels of `left`, `right` and `inspector` are drawn once, above or below the live view of their place:
    `live_place` among them marks where it is.

    Attributes:
        columns: Relative widths of the left and the right place.
        introduction: Panels below the caption.
        left: Panels of the left place; a second `live_place` is `Stage.below`.
        right: Panels of the right place.
        inspector: Panels of the place of the open inspector.
        below: Panels below the live view.
        exports: Panels before the links and downloads.
    """

    columns: Sequence[int] = (3, 2)
    introduction: Sequence[Draw] = ()
    left: Sequence[Draw] = (live_place,)
    right: Sequence[Draw] = (live_place,)
    inspector: Sequence[Draw] = (live_place,)
    below: Sequence[Draw] = ()
    exports: Sequence[Draw] = ()


def training_page(
    session: TrainingSession,
    title: str,
    caption: str,
    *,
    settings: Draw,
    probes: Callable[[TrainingSession], Watch],
    draw: Callable[[TrainingSession, Stage], None],
    inspectors: Mapping[str, Inspector],
    hidden_inspectors: Collection[str] = (),
    interventions: Sequence[Intervention] = (),
    layout: PageLayout = PageLayout(),
    redraw_with_settings: Collection[str] = (),
    redraw_with_inspector: Collection[str] = (),
) -> None:
    """Draw a training page.

    Args:
        session: What `open_session` returned.
        title: Title of the page, translated.
        caption: One sentence below it, translated.
        settings: Draws the settings in the sidebar.
        probes: Returns the probes that `draw` needs; those of the open inspector are added.
        draw: Draws the page's own panels of the live view into the places of the `Stage`, once a frame.
        inspectors: What can be looked at inside this net, besides or in place of `ui.inspect.inspectors.INSPECTORS`.
        hidden_inspectors: Keys of general inspectors that make no sense for this net.
        interventions: What the user can change by hand on this page; weights are on every page.
        layout: The page's own panels.
        redraw_with_settings: Keys of fragments to redraw when settings change.
        redraw_with_inspector: Keys of fragments to redraw when another inspector is opened.
    """
    lesson_title(session)
    st.title(title)
    st.caption(caption)
    _draw_all(session, layout.introduction)
    with st.sidebar:
        _settings(session, settings)
    session.redraws.with_settings |= set(redraw_with_settings)
    session.redraws.with_inspector |= set(redraw_with_inspector)
    places = lay_out(session, inspectors, hidden_inspectors, interventions, layout.columns)
    live(session, _fill(session, places, layout), probes, draw)
    _draw_all(session, layout.below)
    challenges_panel(session)
    explain_panel(session)
    _draw_all(session, layout.exports)
    share_panel(session)


@fragment("settings")
def _settings(session: TrainingSession, draw: Draw) -> None:
    draw(session)


def _draw_all(session: TrainingSession, panels: Sequence[Draw]) -> None:
    for panel in panels:
        panel(session)


def _fill(session: TrainingSession, places: Stage, layout: PageLayout) -> Stage:
    """Draw the panels of each place, and return where the live view draws among them."""
    first, *second = _fill_place(session, places.left, layout.left)
    return places._replace(
        left=first,
        below=second[0] if second else None,
        right=_fill_place(session, places.right, layout.right)[0],
        inspector=_fill_place(session, places.inspector, layout.inspector)[0],
    )


def _fill_place(session: TrainingSession, place: DeltaGenerator, panels: Sequence[Draw]) -> list[DeltaGenerator]:
    if panels == (live_place,):
        return [place]
    live_places = []
    with place:
        for panel in panels:
            if panel is live_place:
                live_places.append(st.container())
            else:
                panel(session)
    return live_places
