"""The output of a decoder in words and bars: beside the target, and the likeliest tokens at a position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import numpy as np
import pyarrow as pa

from ui.charts import specs as charts
from ui.charts.render import chart
from ui.text.i18n import _, plain
from ui.text.token_text import visible

END = "⏎"  # the end token in answers of probes
Answer = dict[str, np.ndarray]


def symbols(answer: Answer, name: str) -> list[str]:
    """Return the tokens of a probe's answer, without the end token."""
    return [str(symbol) for symbol in answer.get(name, ()) if str(symbol) != END]


def verdict(output: str, target: str, right: bool) -> str:
    """Return the output as Markdown, with the target if the output differs from it."""
    output_text = f"**{plain(output)}**" if output else _("**nothing**")
    if not target:
        return _("The net writes {said}", said=output_text)
    if right:
        return _("The net writes {said} ✓", said=output_text)
    return _("The net writes {said} ✗ · true: **{target}**", said=output_text, target=plain(target))


def agreement(output: Sequence[str], target: Sequence[str]) -> list[bool]:
    """Return for each token of the output whether it equals the target's token at its position."""
    return [one == other for one, other in zip_longest(output, [*target, END][: len(output)])][: len(output)]


def mark_differences(before: Sequence[str], after: Sequence[str], joint: str = "") -> tuple[str, str]:
    """Return both outputs as Markdown, with the positions marked at which they differ."""
    pairs = list(zip_longest(before, after, fillvalue=""))
    return _mark_parts([(one, one != other) for one, other in pairs], joint), _mark_parts(
        [(other, one != other) for one, other in pairs], joint
    )


def _mark_parts(parts: Iterable[tuple[str, bool]], joint: str) -> str:
    parts_text = ((plain(visible(one)), differs) for one, differs in parts if one)
    return joint.join(f":orange[**{one}**]" if differs else one for one, differs in parts_text)


def likely_bars(key: str, answer: Answer, at: int, height: int = 190, title: str = "") -> None:
    """Draw the likeliest tokens at a position of the output: "likely" and "likely_chances" (T, k) of the answer."""
    title, share = title or _("Next symbol"), _("Probability")
    alt = _("Bars: the symbols that are likeliest at this place of the answer, and how likely the net thinks each is.")
    spec = charts.bars(share, title, description=alt, height=height, ranked=True)
    names = [visible(str(each)) for each in answer["likely"][at]]
    values = np.nan_to_num(answer["likely_probabilities"][at]).astype(np.float32)
    chart(key, spec, pa.table({"name": names, "value": values}))
