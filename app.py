"""Start the app: `streamlit run app.py`."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from ui.fragments.error_boundary import handle_script_error
from ui.session.engine import engine
from ui.session.persistence import keep_beside_runs, write_all
from ui.shell.allowed_hosts import AllowedHosts
from ui.shell.start_message import print_start_message


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up the engine before the first browser comes, and leave no process behind."""
    keep_beside_runs()
    engine()
    print_start_message()
    try:
        yield
    finally:
        write_all()
        engine().close()
        _end_well()


def _end_well() -> None:
    """Let the process exit with 0: the web server raises the signal that stopped it again at its end."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


app = st.App(
    "ui/shell/app.py",
    lifespan=lifespan,
    middleware=[Middleware(AllowedHosts)],
    on_script_error=handle_script_error,
)
