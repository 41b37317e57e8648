"""The three elements with made-up data: a small net that "learns" frame by frame.

In the address: `speed` is the ticker's milliseconds, `more` adds a plane of classes and nets on tables, `stuck` gives
the ticker the same frame again and again.
"""

import json
from itertools import pairwise

import numpy as np
import streamlit as st

from ui.components.library import library
from ui.components.network import network
from ui.components.plane import plane
from ui.fragments.ticker import ticker

N, K = 50, 20
EXTENT = (-6.0, 6.0)
DATA_SEED = np.random.default_rng(0)
HIDDEN = (8, 8)


def grid(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Middles of n*n cells over the extent, the lowest y first: two arrays (n*n,)."""
    middles = EXTENT[0] + (np.arange(n) + 0.5) * (EXTENT[1] - EXTENT[0]) / n
    across, up = np.meshgrid(middles, middles)
    return across.ravel(), up.ravel()


def levels(values: np.ndarray) -> np.ndarray:
    """-1..1 as 0..255."""
    return np.clip(np.rint(127.5 + 127.5 * values), 0, 255).astype(np.uint8)


def weights_at(frame: int) -> list[np.ndarray]:
    """Three matrices (out, in) that grow with the frame."""
    random = np.random.default_rng(1)
    sizes = (2, *HIDDEN, 1)
    growth = 0.3 + min(frame, 60) / 40
    return [random.normal(0, growth, (out, into)) for into, out in pairwise(sizes)]


def column_maps(frame: int) -> list[np.ndarray]:
    """Answers of each column over the grid of maps: arrays (units, K*K)."""
    values = np.stack(grid(K)) / 6
    maps = [values]
    for matrix in weights_at(frame):
        values = np.tanh(matrix @ values)
        maps.append(values)
    return maps


def surface_at(frame: int) -> dict:
    """High on the right and low on the left, with a bend that moves with the frame."""
    across, up = grid(N)
    values = np.tanh(across / 2 + 0.6 * np.sin(up / 1.5 + frame / 20))
    return {"levels": levels(values).tobytes(), "classes": None, "n": N}


def classes_surface() -> dict:
    """Three sectors, surer away from the borders."""
    across, up = grid(N)
    scores = np.stack([np.cos(np.arctan2(up, across) - angle) for angle in (0, 2.1, 4.2)])
    scores = np.exp(3 * scores)
    share = scores / scores.sum(0)
    sure = np.rint(255 * share.max(0)).astype(np.uint8).tobytes()
    return {"levels": sure, "classes": share.argmax(0).astype(np.uint8).tobytes(), "n": N}


def cloud(count: int) -> dict:
    """Two clouds of points, one in five a test point."""
    random = np.random.default_rng(0)
    right = random.random(count) < 0.5
    x = np.where(right, 2.5, -2.5) + random.normal(0, 1.3, count)
    y = random.normal(0, 2, count)
    return {"x": x, "y": y, "value": np.where(right, 255, 0), "test": random.random(count) < 0.2, "classes": False}


def layers_at(frame: int) -> list[dict]:
    """The net's columns for `network`."""
    maps, matrices = column_maps(frame), weights_at(frame)
    titles = ["Inputs", "Hidden 1", "Hidden 2", "Output"]
    names = [["x₁", "x₂"], *([str(unit + 1) for unit in range(size)] for size in HIDDEN), ["ŷ"]]
    columns = []
    for index, (title, column) in enumerate(zip(titles, names, strict=True)):
        matrix = None if index == 0 else matrices[index - 1]
        biases = None if index == 0 else np.linspace(-1, 1, len(column))
        packed = {"maps": levels(maps[index]).tobytes(), "k": K}
        columns.append({"title": title, "names": column, "weights": matrix, "biases": biases, **packed})
    columns[1]["activation"] = columns[2]["activation"] = "tanh"
    return columns


def table_layers(*sizes: int) -> list[dict]:
    """A net on a table: discs, and in wide columns more units than are shown."""
    random = np.random.default_rng(2)
    columns = []
    for index, size in enumerate(sizes):
        column = {"title": f"Layer {index}", "names": [f"u{unit + 1}" for unit in range(size)]}
        column["values"] = random.normal(0, 1, size)
        column["weights"] = None if index == 0 else random.normal(0, 1, (size, sizes[index - 1]))
        columns.append(column)
    return columns


def clicked() -> None:
    """Keep the click, which only lives for one run."""
    click = st.session_state["plane"].click
    if click is not None:
        st.session_state.setdefault("clicks", []).append(click)


def focused() -> None:
    """Keep the chosen unit."""
    focus = st.session_state["network"].focus
    if focus is not None:
        st.session_state["chosen"] = (focus["layer"], focus["unit"])


@st.fragment
def live(speed: int) -> None:
    """One frame: the map, the net, the figures, and the ticker that asks for the next."""
    frame = st.session_state["frame"] = st.session_state.get("frame", -1) + 1
    words = {"alt": "Decision map", "value": "output", "hint": "Click adds a point, Shift-click erases one"}
    left, right = st.columns(2)
    with left:
        plane(
            "plane",
            surface=surface_at(frame),
            points=cloud(500),
            x=EXTENT,
            y=EXTENT,
            names=("x₁", "x₂"),
            editable=True,
            words=words,
            on_click=clicked,
        )
    with right:
        network(
            "network",
            layers=layers_at(frame),
            on_focus=focused,
            focused=st.session_state.get("chosen"),
            words={"alt": "The net", "weight": "weight", "bias": "bias", "activation": "activation", "value": "value"},
        )
    shown = 0 if "stuck" in st.query_params else frame
    ticks = ticker("ticker", speed, st.session_state.get("play", False), frame=shown)
    st.session_state.setdefault("asked", []).append(ticks)
    asked = [tick for tick in st.session_state["asked"] if tick is not None]
    clicks, chosen = st.session_state.get("clicks", []), st.session_state.get("chosen")
    st.text(json.dumps({"frame": frame, "asked": asked, "clicks": clicks, "chosen": chosen}))


st.set_page_config(page_title="Elements", layout="wide")
library()
st.write("Before")
st.toggle("Play", key="play")
live(int(st.query_params.get("speed", 100)))
if "more" in st.query_params:
    one, two = st.columns(2)
    with one:
        plane(
            "classes",
            surface=classes_surface(),
            points=cloud(90) | {"classes": True, "value": np.arange(90) % 3},
            x=EXTENT,
            y=EXTENT,
            names=("flipper length", "bill depth"),
            editable=False,
            words={"alt": "Three classes", "classes": ["A", "B", "C"]},
        )
    with two:
        words = {"alt": "A net on a table", "value": "value", "weight": "weight"}
        network("table", layers=table_layers(20, 30, 3), words=words)
        network("deep", layers=table_layers(4, 6, 6, 6, 6, 6, 6, 2), words=words)
