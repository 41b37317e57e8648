"""An engine that trains in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nets.engine.engine import Engine, start_engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    started = start_engine("process")
    yield started
    started.close()
