"""The entry: `streamlit run app.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


app = st.App("ui/frame.py", lifespan=life)
