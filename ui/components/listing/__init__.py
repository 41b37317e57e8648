"""Lines of code with a note beside each; lines that belong to a node of a graph can be chosen, and light up with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ui.components.library import mount


def listing(
    key: str,
    *,
    lines: Sequence[str],
    nodes: Sequence[int | None],
    notes: Sequence[str],
    words: Mapping[str, str],
    chosen: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Show the lines; `nodes` are those that they belong to, `notes` stand at their right.

    A click or the Enter key tells the node of a line as `pick`, in the form of `graph.picked`. Pointing at a line
    lights up the node in a `graph` of the page, and the other way round. The lines can be saved without their notes.
    words: `title`, `alt`.
    """
    data = {
        "lines": list(lines),
        "nodes": list(nodes),
        "notes": list(notes),
        "words": dict(words),
        "chosen": chosen,
    }
    mount("listing", key, data, on_pick_change=on_pick or (lambda: None))
