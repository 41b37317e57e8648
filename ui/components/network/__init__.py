"""A net drawn from left to right: columns of units with their maps, and links as thick as their weights."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from ui.components.library import encode, mount

SHOWN = 12  # units a column


class Focus(TypedDict):
    """The unit a user chose: column and unit, both from 0, the inputs being column 0."""

    layer: int
    unit: int


def _floats(values: Any, *shown: slice) -> str | None:
    """Numbers as text in 16 bits; None stays None. Infinite and very large ones become the largest that fit."""
    if values is None:
        return None
    largest = float(np.finfo(np.float16).max)
    kept = np.nan_to_num(np.asarray(values, np.float32)[shown], posinf=largest, neginf=-largest)
    return encode(np.clip(kept, -largest, largest).astype("<f2"))


def pack_layer(layer: Mapping[str, Any], inputs_shown: int) -> dict[str, Any]:
    """A column with at most SHOWN units; inputs_shown: units drawn in the column before it."""
    names, k = list(layer["names"]), int(layer.get("k") or 0)
    shown = min(len(names), SHOWN)
    maps = layer.get("maps")
    stocked = maps if isinstance(maps, str) else None
    return {
        "title": layer["title"],
        "names": names[:shown],
        "k": k,
        "maps": encode(bytes(maps[: shown * k * k])) if maps is not None and not stocked else None,
        "stocked": stocked,
        "weights": _floats(layer.get("weights"), slice(shown), slice(inputs_shown)),  # (shown, inputs_shown)
        "biases": _floats(layer.get("biases"), slice(shown)),
        "values": _floats(layer.get("values"), slice(shown)),
        "activation": layer.get("activation", ""),
        "hidden": int(layer.get("hidden_count", 0)) + len(names) - shown,
    }


def network(
    key: str,
    *,
    layers: Sequence[Mapping[str, Any]],
    words: Mapping[str, str],
    on_focus: Callable[[], None] | None = None,
    focused: tuple[int, int] | None = None,
) -> Focus | None:
    """Draw the net; return the unit whose selection caused this run, or None.

    Args:
        key: Key of the widget.
        layers: The layers, inputs first, each with `title`, `names` (units,), `maps`, `k`, `weights` (units, units of
            the column before) or None for the inputs, `biases` (units,) or None. `maps` are units*k*k bytes, levels
            that diverge around 128, the lowest row first, or the name under which the Base64 text of these bytes was
            stocked, or None. Optional are `values` (units,), the current activations, `activation`, the name of the
            function, and `hidden_count`, how many units are not drawn.
        words: Labels `alt`, `title`, the name of files, `weight`, `bias`, `value`, `activation`.
        on_focus: Called when a unit is selected.
        focused: Layer and unit to outline.
    """
    packed, before = [], 0
    for layer in layers:
        packed.append(pack_layer(layer, before))
        before = len(packed[-1]["names"])
    data = {"layers": packed, "words": dict(words), "focused": list(focused) if focused else None}
    return mount("network", key, data, on_focus_change=on_focus or (lambda: None)).focus
