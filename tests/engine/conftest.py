"""The engines that the tests share: each cluster is started once a module."""

import os

import pytest

from nets.engine.engine import start_engine
from tests.support.engines import DaskCluster


@pytest.fixture(scope="module")
def scheduler():
    """The address of a cluster that somebody else has started."""
    cluster = DaskCluster()
    cluster.start()
    yield cluster.address
    cluster.kill()


@pytest.fixture(scope="module", params=["process", "cluster", "address"])
def engine(request):
    """An engine of each kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "NETS_WORKERS", "1")
        if request.param == "address":
            patch.setitem(os.environ, "NETS_SCHEDULER", request.getfixturevalue("scheduler"))
        engine = start_engine("process" if request.param == "process" else "cluster")
        engine.warm().result(timeout=90)
        yield engine
        engine.close()
