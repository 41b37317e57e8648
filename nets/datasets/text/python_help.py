"""Python's help topics, a bundled English text of 465,000 characters; torch-free."""

from __future__ import annotations

import gzip
from functools import lru_cache

from nets.datasets.cache_dir import SHIPPED


@lru_cache(maxsize=1)
def topics() -> str:
    """Return all topics in alphabetical order, of one Python version, whichever runs."""
    return gzip.decompress((SHIPPED / "python_help.txt.gz").read_bytes()).decode("utf-8")
