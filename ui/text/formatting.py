"""Format names of layers and units, and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ui.text.i18n import N_, _, plain

PARTS = {  # of nets that read sequences or words
    "input": N_("Input"),
    "embedding": N_("Embedding"),
    "projection": N_("Projection"),
    "forward_layer": N_("forwards"),
    "backward_layer": N_("backwards"),
    "weight_ih_l0": N_("input to state"),
    "weight_hh_l0": N_("state to state"),
    "query": N_("query"),
    "key": N_("key"),
    "value": N_("value"),
    "linear1": N_("widening"),
    "linear2": N_("narrowing"),
    "encoder": N_("Encoder"),
    "decoder": N_("Decoder"),
    "code": N_("Code"),
    "attention": N_("attention"),
    "query_proj": N_("query"),
    "key_proj": N_("key"),
    "score_proj": N_("score"),
    "bridge": N_("first state"),
    "cell": N_("cell"),
    "positions": N_("Vectors for places"),
    "output": N_("Output"),
    "in_proj": N_("queries, keys, values"),
    "out_proj": N_("joining the heads"),
    "cross_attention": N_("cross-attention"),
    "feed_forward": N_("feed-forward"),
    "norm": N_("layer norm"),
}


def layer_title(name: str) -> str:
    """Return the title of a module, such as "blocks.0", "layers.0.forward_layer", "decoder.bridge" or "output"."""
    kind, *rest = name.split(".")
    if "blocks" in rest:
        return _in_stack(name.split("."))
    if kind == "blocks":
        return _("Block {number}", number=int(rest[0]) + 1)
    if not rest:
        return _(PARTS.get(kind, N_("Output")))
    if not rest[0].isdigit():
        short = name.replace("cell.forward_layer", "cell").replace("decoder.attention", "attention")
        return " · ".join(_(PARTS.get(part, part)) for part in short.split("."))
    if kind in ("encoder", "decoder") and len(rest) == 1:
        return " · ".join([_(PARTS[kind]), _("Layer {number}", number=int(rest[0]) + 1)])
    return " · ".join([_("Layer {number}", number=int(rest[0]) + 1), *(_(PARTS.get(part, part)) for part in rest[1:])])


def _in_stack(parts: list[str]) -> str:
    """Return the title of a module of a Transformer, such as "stack.blocks.0.attention.in_proj"."""
    index = parts.index("blocks")
    layer = _("Layer {number}", number=int(parts[index + 1]) + 1)
    titles = lambda some: [_(PARTS.get(part, part)) for part in some if part != "stack"]  # noqa: E731
    return " · ".join([*titles(parts[:index]), layer, *titles(parts[index + 2 :])])


def number(value: float, digits: int = 3) -> str:
    """Format a number of a sum with `digits` decimals, or with a power of ten if these would all be zero."""
    size = abs(value)
    text = f"{value:.{digits}f}" if size < 1e-9 or 10.0**-digits <= size < 1e4 else f"{value:.2e}"
    return text.replace("-", "−")


def factor(value: float, digits: int = 3) -> str:
    """Format a number of a product: a negative one is in brackets."""
    text = number(value, digits)
    return f"({text})" if text.startswith("−") else text


def difference(value: float, digits: int) -> str:
    """Format a difference with its sign and `digits` decimals; one that rounds to zero has a plus."""
    return f"{value:+z.{digits}f}".replace("-", "−")


def weight(text: str) -> str:
    """Colour a text as what is learnt."""
    return f":blue[{text}]"


def datum(text: str) -> str:
    """Colour a text as what comes from the data."""
    return f":orange[{text}]"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> str:
    """Return a Markdown table whose first `texts` columns are text and whose others are numbers."""
    lines = [heads, [":--"] * texts + ["--:"] * (len(heads) - texts), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def largest(values: np.ndarray, most: int) -> list[int]:
    """Return the indices of the `most` values with the largest magnitude, in ascending order."""
    return sorted(np.argsort(-np.abs(values), kind="stable")[:most].tolist())


def input_names(column: int, count: int, features: Sequence[str]) -> list[str]:
    """Return names of the `count` inputs of a column of units, as Markdown; those of column 1 are the features."""
    if column == 1 and len(features) == count:
        return [plain(name) for name in features]
    return [_("neuron {number}", number=i + 1) for i in range(count)]


def output_names(count: int, classes: Sequence[str]) -> list[str]:
    """Return names of the `count` outputs of a net: the classes, or the one answer."""
    if len(classes) == count:
        return list(classes)
    return [_("answer")] if count == 1 else [str(i + 1) for i in range(count)]
