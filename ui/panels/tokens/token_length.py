"""Show the mean length of tokens for each size of the vocabulary."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts import lines as charts_lines
from ui.charts import render as panels
from ui.panels.tokens.labels import KINDS
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _


def length_panel(study: TokensSession) -> None:
    """Draw the curve of byte-pair encoding; characters and words are one point each."""
    analysis = study.analysis
    assert analysis is not None
    if not analysis.bytes:
        st.caption(_("There is no text yet. Type or paste one above."))
        return
    sizes, totals = analysis.curve
    titles = tuple(_(KINDS[kind]) for kind in ("pairs", "characters", "words"))
    x, y = _("Vocabulary"), _("Characters a token")
    alt = _("How many characters a token has on average with each size of the vocabulary.")
    spec = charts_lines.lines(titles, x, y, _("Splitting"), description=alt, number=".2f", height=320)
    others = [analysis.tokenizations[kind] for kind in ("characters", "words")]
    points = [*zip(sizes.tolist(), totals.tolist(), strict=True)]
    points += [(other.vocabulary_size, other.total) for other in others]
    names = [titles[0]] * len(sizes) + list(titles[1:])
    values = np.array([analysis.characters / max(1, total) for _size, total in points], np.float32)
    panels.chart("tokens/size", spec, pa.table({"x": [size for size, _total in points], "y": values, "line": names}))
    st.caption(
        _("Longer tokens make shorter sequences, but each token of the vocabulary needs a vector and enough examples.")
    )
