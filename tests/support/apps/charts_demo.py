"""Every chart with made-up rows; the ticker, once on, brings a new frame of curves."""

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts import specs as charts
from ui.charts.arrow import matrix_table, series_table
from ui.charts.spec_builder import add_rows
from ui.components.library import library
from ui.fragments.ticker import ticker


def losses(points: int) -> dict:
    """Two falling lines with noise; the second is asked every fifth step and is missing for a while."""
    random = np.random.default_rng(0)
    step = np.arange(points)
    train = 0.9 * np.exp(-step / 200) + 0.05 + 0.03 * random.random(points)
    valid = 0.8 * np.exp(-step / 300) + 0.12 + 0.02 * random.random(points)
    valid[100:140] = np.nan
    return {
        "train": (step, train - 0.02, train + 0.02, train),
        "valid": (step[::5], valid[::5] - 0.01, valid[::5] + 0.01, valid[::5]),
    }


@st.fragment
def live() -> None:
    frame = st.session_state["frame"] = st.session_state.get("frame", 0) + 1
    log = st.toggle("Log", key="log")
    titles = ["训练 training", "验证 validation"]
    spec = charts.curves(["train", "valid"], titles, "step", "loss", log, description="Loss over steps")
    st.vega_lite_chart(add_rows(spec, series_table(losses(1 if "one" in st.query_params else 600 + 10 * frame))))
    ticker("ticker", 200, st.session_state.get("play", False), frame=frame)
    st.caption(f"frame {frame}")


st.set_page_config(page_title="Charts", layout="wide")
library()
st.toggle("Play", key="play")
random = np.random.default_rng(1)
dark = st.context.theme.type == "dark"
left, right = st.columns(2)
with left:
    live()
    dead = pa.table({"name": ["Hidden 1", "Hidden 2", "Hidden 3"], "value": [0.1, 0.45, 0.8]})
    st.vega_lite_chart(
        add_rows(charts.bars("share of dead units", "layer", description="Dead units", height=150), dead)
    )
    counts, edges = np.histogram(random.normal(0, 0.3, 2000), 40)
    table = pa.table({"left": edges[:-1], "right": edges[1:], "count": counts.astype(np.int32)})
    st.vega_lite_chart(add_rows(charts.histogram("weight", "how many", description="Weights"), table))
with right:
    true = random.uniform(100, 400, 88)
    rows = {"true": true, "predicted": true + random.normal(0, 30, 88), "test": random.random(88) < 0.3}
    spec = charts.predicted_against_true("price", "predicted price", "test", "training", description="Prices")
    st.vega_lite_chart(add_rows(spec, pa.table(rows)))
    names = [str(digit) for digit in range(10)]
    matrix = random.integers(0, 6, (10, 10)) + np.diag(random.integers(60, 100, 10))
    look = {"number": ",d", "numbers": True, "dark": dark, "height": 320}
    spec = charts.heat("predicted", "true", "how many", description="Digits", **look)
    st.vega_lite_chart(add_rows(spec, matrix_table(matrix, names, names)))
    spec = charts.heat("input", "unit", "weight", diverging=True, dark=dark, description="Weights of a layer")
    st.vega_lite_chart(add_rows(spec, matrix_table(random.normal(0, 1, (8, 7)), names[:8], names[:7])))
