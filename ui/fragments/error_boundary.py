"""Show a notice in place of a part of the page that raised, so that the rest of the page goes on.

With `NETS_ERRORS=raise` errors are not caught: the tests run so, and nothing is hidden from them.
"""

from __future__ import annotations

import logging
import os
import platform
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import FragmentHandledException
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from nets.experiment.user_error import Problem
from ui.text.i18n import _, language, problem

ROOT = Path(__file__).parents[2]
LOG = logging.getLogger(__name__)
REPORTS = "_error_reports"  # key of the session state: the reports by part of the page
FAILED_ACTION = "failed-action"  # the part that stands for a widget's callback
MAX_SETTING = 80  # characters of a setting in a report
MAX_FRAMES = 12  # of the stack in a report
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Report:
    """What a user can pass on about an error. The server's log has the whole traceback under the same `number`."""

    number: str
    error: tuple[str, ...]  # its type and where it was raised; equal for the same error in the next frame
    details: str


@contextmanager
def error_boundary(part: str) -> Iterator[None]:
    """Draw a notice where the block raises, and go on after it.

    Streamlit's control flow (`st.stop`, `st.rerun`) passes through. A Problem shows its own sentence.

    Args:
        part: Names the part of the page, for the log and the notice's keys; unique among the parts of a page.
    """
    try:
        yield
    except FragmentHandledException:  # a fragment has raised, and shows it already
        if _raises():
            raise
    except Exception as error:
        if _raises():
            raise
        draw_notice(part, error)


def fragment(key: str) -> Callable[[Function], Function]:
    """Return a decorator like `st.fragment(key=key)` with an error boundary inside."""

    def decorate(function: Function) -> Function:
        @st.fragment(key=key)
        @wraps(function)
        def draw(*arguments: Any, **named: Any) -> Any:
            with error_boundary(key):
                return function(*arguments, **named)

        return draw  # type: ignore[return-value]

    return decorate


class GuardedPlace:
    """A place of a page with an error boundary: what raises inside `with place:` shows a notice there."""

    def __init__(self, place: DeltaGenerator, part: str) -> None:
        self._place, self._part = place, part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)

    def __enter__(self) -> None:
        self._place.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        try:
            if not isinstance(error, Exception) or isinstance(error, FragmentHandledException) or _raises():
                return False
            draw_notice(self._part, error)
            return True
        finally:
            self._place.__exit__(kind, error, trace)


def draw_notice(part: str, error: Exception) -> None:
    """Draw the notice of an error, and log it once."""
    if isinstance(error, Problem):
        st.error(problem(error), icon=":material/block:")
        return
    report = _report(part, error)
    _show(part, report, _("This part of the page cannot be shown right now. The rest of the page goes on."))


def handle_script_error(error: Exception) -> bool:
    """Show what escapes every boundary; for `st.App(on_script_error=…)`.

    A widget's callback runs before anything is drawn, and its error would leave the page empty: the page is drawn
    again as a whole, and `draw_failed_action` says what happened.

    Returns:
        True, so that Streamlit shows nothing of its own.
    """
    context = get_script_run_ctx()
    if context is None:
        return False
    if context.has_script_started:
        draw_notice("page", error)
    else:
        _report(FAILED_ACTION, error)
        again = RerunData(query_string=context.query_string, page_script_hash=context.page_script_hash)
        context.script_requests.request_rerun(again)  # type: ignore[union-attr]
    return True


def draw_failed_action() -> None:
    """Draw a notice where the last callback of a widget has raised, until it is closed."""
    report = _reports().get(FAILED_ACTION)
    if report is not None:
        _show(
            FAILED_ACTION, report, _("This could not be done because of an error in the app. Everything else goes on.")
        )


def _show(part: str, report: Report, words: str) -> None:
    """Draw the sentence, a button that draws the part again, and the details to copy."""
    key = f"error/{part}"
    with st.container(key=key, gap="small"):
        st.error(words, icon=":material/error:")
        with st.container(horizontal=True, gap="small"):
            label = _("Close") if part == FAILED_ACTION else _("Try again")
            icon = ":material/close:" if part == FAILED_ACTION else ":material/refresh:"
            st.button(label, key=f"{key}/again", icon=icon, on_click=lambda: _forget(part))
            with st.popover(_("Details for a report"), icon=":material/bug_report:", key=f"{key}/details"):
                st.caption(_("Copy this and pass it on to whoever runs this server."))
                st.code(report.details, language=None, wrap_lines=True)


def _forget(part: str) -> None:
    """Close the report, so that the same error is reported again."""
    _reports().pop(part, None)


def _raises() -> bool:
    return os.environ.get("NETS_ERRORS") == "raise"


def _reports() -> dict[str, Report]:
    reports: dict[str, Report] = st.session_state.setdefault(REPORTS, {})
    return reports


def _report(part: str, error: Exception) -> Report:
    """Return the report of this error. A new one is logged; the same error of an earlier frame is not logged again."""
    stack = _stack(error)
    kind = (part, type(error).__name__, *stack)
    known = _reports().get(part)
    if known is not None and known.error == kind:
        return known
    number = uuid.uuid4().hex[:8]
    LOG.error("Error %s in the part %r of the page", number, part, exc_info=error)
    report = _reports()[part] = Report(number, kind, _details(number, part, error, stack))
    return report


def _stack(error: Exception) -> list[str]:
    """Return where it was raised, innermost first: our files with lines, of others only the package."""
    frames = []
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT):
            frames.append(f"{path.relative_to(ROOT)}:{frame.lineno} {frame.name}")
        elif "site-packages" in path.parts:
            frames.append(f"{path.parts[path.parts.index('site-packages') + 1]} {frame.name}")
    return frames[:MAX_FRAMES]


def _details(number: str, part: str, error: Exception, stack: list[str]) -> str:
    """Return plain text that says what happened, where, and with which settings."""
    settings = [f"  {key}={value[:MAX_SETTING]}" for key, value in st.query_params.items()]
    lines = [
        f"Nets Playground, error {number}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"page: {st.context.url or '?'}, part: {part}, language: {language()}",
        *(["settings:", *settings] if settings else []),
        f"{type(error).__name__}: {str(error)[:500]}",
        *(f"  {frame}" for frame in stack),
        f"Python {platform.python_version()}, Streamlit {st.__version__}",
    ]
    return "\n".join(lines)
