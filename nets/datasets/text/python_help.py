"""Python's help topics, a text of 465,000 characters in English that comes with the app; torch-free."""

from __future__ import annotations

import gzip
from functools import lru_cache

from nets.datasets.cache_dir import SHIPPED


@lru_cache(maxsize=1)
def topics() -> str:
    """Return all topics in the order of their names. They are those of one version of Python, whichever runs."""
    return gzip.decompress((SHIPPED / "python_help.txt.gz").read_bytes()).decode("utf-8")
