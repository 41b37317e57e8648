"""Lines of code with a note beside each; a line of a graph's node can be selected, and both light up together."""

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
    """Draw lines of code. They can be saved without their notes.

    Pointing at a line lights up its node in a `graph` of the page, and the other way round.

    Args:
        key: Key of the widget.
        lines: The code.
        nodes: The node of each line; None for none.
        notes: A note for each line.
        words: Labels `title`, `alt`.
        chosen: The selected node.
        on_pick: Called when a line is selected; `graph.parse_pick` reads its node.
    """
    data = {
        "lines": list(lines),
        "nodes": list(nodes),
        "notes": list(notes),
        "words": dict(words),
        "chosen": chosen,
    }
    mount("listing", key, data, on_pick_change=on_pick or (lambda: None))
