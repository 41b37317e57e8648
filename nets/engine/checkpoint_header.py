"""The metadata of a checkpoint; torch-free."""

from __future__ import annotations

import json


def header(checkpoint: bytes) -> dict[str, str]:
    """Return the metadata of a checkpoint, a safetensors file."""
    length = int.from_bytes(checkpoint[:8], "little")
    metadata: dict[str, str] = json.loads(checkpoint[8 : 8 + length])["__metadata__"]
    return metadata


def step_of(checkpoint: bytes | None) -> int:
    """Return the step a checkpoint was written at, 0 for None."""
    return 0 if checkpoint is None else int(header(checkpoint)["index"])
