"""The engines that the tests share: each cluster is started once."""

import os

import pytest

from nets.engine.engine import start_engine
from tests.support.engines import KINDS, Clock, DaskCluster


@pytest.fixture(scope="package")
def scheduler():
    """The address of a cluster that somebody else has started."""
    cluster = DaskCluster()
    cluster.start()
    yield cluster.address
    cluster.kill()


@pytest.fixture(
    scope="package", params=[pytest.param(kind, marks=[pytest.mark.long] * (kind != "process")) for kind in KINDS]
)
def engine(request):
    """An engine of each kind, those with other processes in the slow stage unless a test says `on_engines`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "NETS_WORKERS", "1")
        if request.param == "address":
            patch.setitem(os.environ, "NETS_SCHEDULER", request.getfixturevalue("scheduler"))
        engine = start_engine("process" if request.param == "process" else "cluster")
    engine.warm().result(timeout=90)
    yield engine
    engine.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until the test moves it."""
    return Clock()
