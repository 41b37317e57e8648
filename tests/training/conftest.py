"""The engines that the tests share: each cluster is started once a module."""

import os
import subprocess
import sys

import pytest

from nets.training.cluster import ROOT
from nets.training.engine import start_engine


@pytest.fixture(scope="module")
def scheduler():
    """The address of a cluster that somebody else has started."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nets.training.cluster", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    yield process.stdout.readline().strip()
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


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
