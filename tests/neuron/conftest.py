"""An engine that trains in this process."""

import pytest

from nets.engine.engine import start_engine


@pytest.fixture(scope="module")
def engine():
    started = start_engine("process")
    yield started
    started.close()
