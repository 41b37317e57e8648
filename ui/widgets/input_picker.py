"""Choose which input the panels of a page look at: an example of the data by its number, or one of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import streamlit as st

from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.session.intervention import Intervention
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.widgets.example_index import example_index

SOURCES = {"test": N_("Test part"), "train": N_("Training part"), "own": N_("My own")}
PARTS = ("train", "test")  # sources that are a part of the data
Arguments = dict[str, Any]


class InputState(Protocol):
    """The state of a page with an input picker."""

    source: str


@dataclass(frozen=True)
class InputPicker:
    """Which input the panels of a page look at. The page's state and `session.selection.example` hold the choice.

    Attributes:
        key: The fragment that draws the picker, and the first part of the keys of its widgets.
        state: Returns the page's state.
        arguments: Returns the arguments of probes for the current input.
        count: Returns how many examples a part of the data has.
        sources: What there is to choose from, with labels marked for translation: `PARTS`, and the user's own.
        is_available: Whether a source makes sense for the current net.
        reset: Resets what the page's state holds about the previous input.
        argument_names: The arguments of probes that name an input.
        fixed_probes: Probes about an example that they choose themselves, or about an input that was pinned.
        composed: Probes whose other arguments depend on the input, too, with what returns all of their arguments.
        fragments: Fragments to redraw with each input, if the page has them.
        source_fragments: Fragments to redraw when the user picks an input here.
    """

    key: str
    state: Callable[[TrainingSession], InputState]
    arguments: Callable[[TrainingSession], Arguments]
    count: Callable[[TrainingSession, str], int]
    sources: Mapping[str, str] = field(default_factory=lambda: SOURCES)
    is_available: Callable[[TrainingSession, str], bool] = lambda _session, _source: True
    reset: Callable[[TrainingSession], None] = lambda _session: None
    argument_names: tuple[str, ...] = ("part", "index", "text")
    fixed_probes: frozenset[str] = frozenset()
    composed: Mapping[str, Callable[[TrainingSession], Arguments]] = field(default_factory=dict)
    fragments: tuple[str, ...] = ()
    source_fragments: tuple[str, ...] = ()

    def source(self, session: TrainingSession) -> str:
        """Return the current source; the part of the selected example if the source is not available."""
        source = self.state(session).source
        return source if self.is_available(session, source) else session.selection.example[0]

    def pick(self, session: TrainingSession, source: str, index: int | None = None) -> None:
        """Pick an input for all panels, by default the example with the current index. A callback ends with it."""
        self.state(session).source = source
        self.reset(session)
        if source in PARTS:
            session.selection.example = (source, session.selection.example[1] if index is None else index)
        self.refresh(session, *self.source_fragments)

    def pick_example(self, session: TrainingSession) -> None:
        """Pick the example that was selected before the user's own input. A callback ends with it."""
        self.pick(session, session.selection.example[0])

    def write(self, session: TrainingSession, name: str, text: str) -> None:
        """Store a text of the user in a field of the page's state. A callback ends with it."""
        setattr(self.state(session), name, text)
        self.reset(session)
        self.refresh(session)

    def refresh(self, session: TrainingSession, *fragments: str) -> None:
        """Request the probes for the current input, wait a moment for the answers, and redraw. Ends a callback."""
        watch = session.probes.watch.items()
        session.probes.watch = {probe: self._for_input(session, probe, arguments) for probe, arguments in watch}
        session.wait_for_answer()
        redraw(self.key, "live", *(session.redraws.with_settings & set(self.fragments)), *fragments)

    def _for_input(self, session: TrainingSession, probe: str, arguments: Arguments) -> Arguments:
        if probe in self.composed:
            return self.composed[probe](session)
        if "part" not in arguments or probe in self.fixed_probes:
            return arguments
        others = {name: value for name, value in arguments.items() if name not in self.argument_names}
        return others | self.arguments(session)

    def draw_source(self, session: TrainingSession, label: str) -> None:
        """Draw the choice of the source."""
        key = f"{self.key}/source"
        show_value(key, self.source(session))
        st.segmented_control(
            label,
            [source for source in self.sources if self.is_available(session, source)],
            format_func=lambda source: _(self.sources[source]),
            key=key,
            required=True,
            on_change=on_user_change(key, lambda source: self.pick(session, source)),
        )

    def draw_index(self, session: TrainingSession) -> None:
        """Draw the number of the example and steps to others; nothing for the user's own input."""
        part = self.source(session)
        if part in PARTS:
            index, most = session.selection.example[1], max(1, self.count(session, part))
            example_index(self.key, index, most, lambda number: self.pick(session, part, number))

    def draw_text(
        self, session: TrainingSession, max_chars: int, name: str = "text", label: str = "", hint: str = ""
    ) -> None:
        """Draw an input for a text of the user's own, which the field `name` of the page's state holds."""
        key = f"{self.key}/{name}"
        show_value(key, getattr(self.state(session), name))
        st.text_input(
            label or _("Your own"),
            key=key,
            max_chars=max_chars,
            width="stretch",
            placeholder=hint or _("Write, and press Enter"),
            on_change=on_user_change(key, lambda text: self.write(session, name, text)),
        )

    def intervention(
        self, name: str, message: str, is_refused: Callable[[TrainingSession], bool] = lambda _session: False
    ) -> Intervention:
        """Return the intervention of reading the user's own input.

        Args:
            name: Key of its notice.
            message: What the notice says, marked for translation.
            is_refused: Whether the net cannot read the user's input; then the current example is read.
        """

        def describe(session: TrainingSession) -> str:
            is_own = self.state(session).source not in PARTS
            return _(message) if is_own and not is_refused(session) else ""

        return Intervention(name, describe, self.pick_example, is_refused=is_refused)


def is_about(answer: Mapping[str, np.ndarray], arguments: Mapping[str, Any]) -> bool:
    """Return whether a probe's answer is about the input of these arguments: their text, or part and index."""
    names = ("text",) if arguments.get("text") else ("part", "index")
    return bool(answer) and all(str(answer[name]) == str(arguments[name]) for name in names)
