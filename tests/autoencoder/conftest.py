"""An engine that trains in this process."""

from tests.cnn.conftest import engine

__all__ = ["engine"]
