"""The one engine of this server process. Kept here, where no hot reload makes a second one."""

from __future__ import annotations

import atexit
import os
from functools import cache

from nets.engine.engine import Engine, start_engine


@cache
def engine() -> Engine:
    """The engine, warming up since the first call. NETS_ENGINE=process trains in this process, for tests."""
    started = start_engine(os.environ.get("NETS_ENGINE", "cluster"))
    started.warm()
    atexit.register(started.close)
    return started
