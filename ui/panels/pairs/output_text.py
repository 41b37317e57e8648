"""What a decoder answers, in words and bars: the answer beside the true one, and the likeliest symbols at a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import numpy as np
import pyarrow as pa

from ui.charts import specs as charts
from ui.charts.render import chart
from ui.text.i18n import _, plain
from ui.text.token_text import visible

END = "⏎"  # as probes write the symbol that ends an answer
Answer = dict[str, np.ndarray]


def symbols(answer: Answer, name: str) -> list[str]:
    """Symbols of an answer of a probe, without the sign of the end."""
    return [str(symbol) for symbol in answer.get(name, ()) if str(symbol) != END]


def verdict(output: str, target: str, right: bool) -> str:
    """The answer, and the true one where it is another or there is one."""
    said = f"**{plain(output)}**" if output else _("**nothing**")
    if not target:
        return _("The net writes {said}", said=said)
    if right:
        return _("The net writes {said} ✓", said=said)
    return _("The net writes {said} ✗ · true: **{target}**", said=said, target=plain(target))


def agreement(output: Sequence[str], target: Sequence[str]) -> list[bool]:
    """For each symbol of the answer whether the true one has the same at its place."""
    return [one == other for one, other in zip_longest(output, [*target, END][: len(output)])][: len(output)]


def compared(before: Sequence[str], after: Sequence[str], joint: str = "") -> tuple[str, str]:
    """Both answers as Markdown; symbols that are different at the same place stand out."""
    pairs = list(zip_longest(before, after, fillvalue=""))
    return _mark_parts([(one, one != other) for one, other in pairs], joint), _mark_parts(
        [(other, one != other) for one, other in pairs], joint
    )


def _mark_parts(parts: Iterable[tuple[str, bool]], joint: str) -> str:
    shown = ((plain(visible(one)), apart) for one, apart in parts if one)
    return joint.join(f":orange[**{one}**]" if apart else one for one, apart in shown)


def likely_bars(key: str, answer: Answer, at: int, height: int = 190, title: str = "") -> None:
    """The likeliest symbols at one place of the answer, "likely" (T, k) and "likely_probabilities" of the probe."""
    title, share = title or _("Next symbol"), _("Probability")
    alt = _("Bars: the symbols that are likeliest at this place of the answer, and how likely the net thinks each is.")
    spec = charts.bars(share, title, description=alt, height=height, ranked=True)
    names = [visible(str(each)) for each in answer["likely"][at]]
    values = np.nan_to_num(answer["likely_probabilities"][at]).astype(np.float32)
    chart(key, spec, pa.table({"name": names, "value": values}))
