"""Manual edits of a run, as JSON and back; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from nets.training.manual_edits import MAX_EDITS, Edit, Taught, Written
from nets.training.parameter_names import current_name

LINES: TypeAdapter[list[Edit]] = TypeAdapter(
    Annotated[list[Edit], Field(max_length=MAX_EDITS)],
    config=ConfigDict(ser_json_inf_nan="strings"),
)


def write(edits: Sequence[Edit], indent: int | None = None) -> str:
    """Return the edits as a JSON list, in their order."""
    return LINES.dump_json(list(edits), indent=indent).decode()


def read(text: str | bytes, until: int) -> list[Edit]:
    """Return the edits of a run with `until` updates. Raises ValueError if the text is no such list."""
    try:
        edits = LINES.validate_json(text)
    except (ValidationError, RecursionError):
        raise ValueError("no list of edits") from None
    if any(_end(before) > after.step for before, after in pairwise(edits)) or (edits and _end(edits[-1]) > until):
        raise ValueError("the edits do not follow one another")
    return [replace(e, parameter=current_name(e.parameter)) if isinstance(e, Written) else e for e in edits]


def _end(edit: Edit) -> int:
    """Return the number of updates made after the edit."""
    return edit.step + isinstance(edit, Taught)
