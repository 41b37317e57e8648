"""Hold the one engine of this server process, in a module that no hot reload runs a second time."""

from __future__ import annotations

import atexit
import os
from functools import cache

from nets.engine.engine import Engine, start_engine


@cache
def engine() -> Engine:
    """Return the engine; the first call starts it. NETS_ENGINE=process trains in this process, for tests."""
    new_engine = start_engine(os.environ.get("NETS_ENGINE", "cluster"))
    new_engine.warm()
    atexit.register(new_engine.close)
    return new_engine
