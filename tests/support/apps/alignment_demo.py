"""The alignment of a made-up answer, free and with a row to be set, and the tree of a beam."""

import json

import numpy as np
import streamlit as st

from ui.charts.save_menu import save_buttons
from ui.components import alignment
from ui.components.beam import beam
from ui.components.library import library

SOURCE, OUTPUT = list("1987年3月4日"), [*"1987-03-04", "⏎"]
LOOKS = [0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 8]
WORDS = {
    "title": "Alignment",
    "alt": "Where the decoder looks",
    "hint": "Point at a cell",
    "cell": "{output} looks at {source}: {weight}",
    "edit": "Drag a bar",
    "heads": "output|place|source|source place|weight",
}
TREE = {
    "tokens": ["1", "2", "9", "8", "0", "⏎", "⏎"],
    "parents": [-1, -1, 0, 0, 1, 2, 4],
    "depths": [0, 0, 1, 1, 1, 2, 2],
    "logs": [-0.1, -2.5, -0.2, -1.9, -0.3, -0.05, -0.1],
    "totals": [-0.1, -2.5, -0.3, -2.0, -2.8, -0.35, -2.9],
    "kept": [True, True, True, False, True, True, True],
    "finished": [False, False, False, False, False, True, True],
    "best": [0, 2, 5],
    "greedy": [0, 2, 5],
}
STATES = {"kept": "kept", "pruned": "given up", "finished": "finished", "best": "the best", "greedy": "greedy"}


def weights() -> np.ndarray:
    """Sharp, but for a little everywhere."""
    matrix = np.full((len(OUTPUT), len(SOURCE)), 0.02)
    matrix[np.arange(len(OUTPUT)), LOOKS] = 1 - 0.02 * (len(SOURCE) - 1)
    return matrix


def on_event(name: str, key: str = "edited") -> None:
    """Keep what the browser said."""
    value = st.session_state[key].get(name)
    st.session_state[f"said/{name}"] = (alignment.parse_edit if name == "edit" else alignment.parse_pick)(value)


st.set_page_config(page_title="Alignment", layout="wide")
library()
save_buttons()
picked = st.session_state.get("said/pick")
alignment.alignment("free", source=SOURCE, output=OUTPUT, weights=weights(), words=WORDS, chosen=picked,
                    right=[True] * 10 + [False], line=[(0, 0), (8, 10)],
                    on_pick=lambda: on_event("pick", "free"))  # fmt: skip
edit = st.session_state.get("said/edit")
alignment.alignment("edited", source=SOURCE, output=OUTPUT, weights=weights(), words=WORDS, chosen=2,
                    row=edit.weights if edit else None, marked=[3], on_edit=lambda: on_event("edit"),
                    on_pick=lambda: on_event("pick"))  # fmt: skip
tree_words = {
    "title": "Beam",
    "alt": "The tree of a beam",
    "hint": "Point at a node",
    "heads": "path|symbol|place|log|sum|state",
}
beam("beam", **TREE, words=tree_words | STATES | {"node": "{text} {log} {chance} {total} {state}"})
st.text(json.dumps({"pick": picked, "edit": edit and [round(each, 3) for each in edit.weights]}))
