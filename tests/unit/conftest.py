"""An engine that trains in this process, and a separate folder for downloads and caches."""

import pytest
import torch

from nets.engine.engine import start_engine

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def engine():
    started = start_engine("process")
    yield started
    started.close()
