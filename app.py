"""The entry: `streamlit run app.py`."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from ui.machine import engine
from ui.store import write_all
from ui.widgets.error_boundary import handle_script_error


@asynccontextmanager
async def life(_: st.App) -> AsyncIterator[None]:
    """Warm the engine up while the first browser is still on its way; leave no process behind."""
    engine()
    try:
        yield
    finally:
        write_all()
        engine().close()
        _end_well()


def _end_well() -> None:
    """Let the process end with 0: the web server raises the signal that stopped it once more when all is done."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


app = st.App("ui/frame.py", lifespan=life, on_script_error=handle_script_error)
