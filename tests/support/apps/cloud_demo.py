"""The cloud with made-up words that drift apart frame by frame: flat, deep, and on named axes.

In the address: `dims` is 2 or 3, `axes` names the directions, `turned` has every frame come turned and mirrored.
"""

import json

import numpy as np
import streamlit as st

from ui.charts.save_menu import save_buttons
from ui.components import cloud
from ui.components.library import library
from ui.fragments.ticker import ticker

NAMES = [
    *("king", "queen", "man", "woman", "Paris", "France", "Rome", "Italy", "巴黎", "法国", "北京", "中国"),
    *(f"word{number}" for number in range(180)),
]
GROUPS = [*[0] * 4, *[1, 2] * 4, *[-1] * 180]


def points_at(frame: int, dims: int) -> np.ndarray:
    """Random places that grow with the frame, centred."""
    places = np.random.default_rng(3).normal(0, 1, (len(NAMES), 3))[:, :dims]
    places = places * (0.3 + min(frame, 40) / 20)
    places -= places.mean(axis=0)
    if "turned" in st.query_params and frame % 2:
        places = places @ np.diag([-1.0, *[1.0] * (dims - 1)])[:, ::-1]
    return places


def picked() -> None:
    """Keep what was chosen."""
    pick = cloud.parse_pick(st.session_state["cloud"].pick)
    if pick is None:
        return
    kept = st.session_state.setdefault("chosen", []) if pick.more else []
    st.session_state["chosen"] = [*kept, pick.word] if pick.word else []


@st.fragment
def live() -> None:
    """One frame: the map, what the server knows, and the ticker that asks for the next."""
    frame = st.session_state["frame"] = st.session_state.get("frame", -1) + 1
    dims = int(st.query_params.get("dims", 2))
    chosen = st.session_state.get("chosen", [])
    rows = [NAMES.index(word) for word in chosen if word in NAMES]
    cloud.cloud(
        "cloud",
        frame=f"demo/{dims}",
        step=frame,
        names=NAMES,
        rows=range(len(NAMES)),
        points=points_at(frame, dims),
        counts=[1000 - 5 * row for row in range(len(NAMES))],
        chosen=rows,
        near=[(row, row + 1, 0.83) for row in rows if row + 1 < len(NAMES)],
        pairs=[(4, 5), (6, 7), (8, 9), (10, 11)],
        groups=GROUPS,
        legend=["people", "capitals", "countries"],
        axes=("man → woman", "small → large") if "axes" in st.query_params else None,
        words={
            "title": "Words",
            "alt": "A map of words",
            "hint": "Point at a word",
            "word": "{word}: {count} times",
            "cosine": "{word} {value}",
            "find": "Find a word",
            "closer": "Closer",
            "farther": "Farther",
            "fit": "Show all",
            "trails": "Trails",
            "heads": "word|count|kind",
        },
        on_pick=picked,
    )
    ticker("ticker", 100, st.session_state.get("play", False), frame=frame)
    st.text(json.dumps({"frame": frame, "chosen": chosen}, ensure_ascii=False))


st.set_page_config(page_title="Cloud", layout="wide")
library()
save_buttons()
st.toggle("Play", key="play")
live()
