"""The entry: `streamlit run app.py`."""

import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from ui.machine import engine


@asynccontextmanager
async def life(_: st.App) -> AsyncIterator[None]:
    """Warm the engine up while the first browser is still on its way; leave no process behind."""
    engine()
    try:
        yield
    finally:
        engine().close()


def leave(*_: Any) -> None:
    """Being asked to stop is no failure. The web server calls this after it has shut down in good order."""
    sys.exit(0)


if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)

app = st.App("ui/frame.py", lifespan=life)
