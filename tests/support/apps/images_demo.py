"""The elements that show images, with made-up data that change with every frame; what a user does is written out."""

import json

import numpy as np
import streamlit as st

from ui.charts.save_menu import save_buttons
from ui.components.confusion import confusion
from ui.components.gallery import gallery
from ui.components.lens import lens
from ui.components.library import library, stock
from ui.components.maps import maps
from ui.components.pad import drawn_image, pad
from ui.components.patch import patch
from ui.components.pictures import inked, stack
from ui.components.unit import unit
from ui.fragments.rerun import redraw
from ui.fragments.ticker import ticker
from ui.panels.cnn.convolution import Slide, convolve

RANDOM = np.random.default_rng(0)
IMAGE = np.zeros((12, 12), np.float32)
IMAGE[2:10, 5:7] = 1.0
KERNELS = RANDOM.normal(0, 1, (3, 3, 3)).astype(np.float32)
INPUTS = np.stack([IMAGE, IMAGE.T, RANDOM.normal(0, 1, (12, 12))]).astype(np.float32)
PLACE = {"row": "row", "column": "column"}


def keep_event(name: str, part: str) -> None:
    """Keep what a user did, which the element returns in one run only."""
    st.session_state[f"event/{name}"] = st.session_state[name][part]


def on_image() -> None:
    image = drawn_image("pad")
    st.session_state["pad/image"] = None if image is None else image.tolist()
    redraw("live")  # unless the page is drawn as a whole: a rerun of fragments would take its place


@st.fragment(key="pad-fragment")
def drawing(edge: int) -> None:
    zh = st.session_state.get("zh")
    words = {"alt": "画板" if zh else "A pad", "hint": "Draw", "erase": "橡皮" if zh else "Erase", "undo": "Undo"}
    words |= {"clear": "Clear", "width": "Pen", "seen": "What the net sees"}
    pad("pad", edge=edge, fit=20 / 28, words=words, on_image=on_image)


def strip(frame: int) -> None:
    blocks = [
        {
            "title": "Block 1",
            "note": "5 of 8 shown",
            "stack": stack(RANDOM.normal(0, 1, (5, 12, 12))),
            "block": 0,
            "width": 44,
            "channels": [0, 2, 3, 5, 7],
        },
        {
            "title": "Block 2",
            "stack": stack(RANDOM.random((12, 6, 6))),
            "channels": list(range(12)),
            "block": 1,
            "width": 44,
        },
    ]
    shares = np.exp(np.sin(np.arange(10) + frame / 5))
    head = {
        "title": "Classes",
        "names": [str(i) for i in range(10)],
        "values": (shares / shares.sum()).tolist(),
        "truth": 1,
        "true": "true",
    }
    maps(
        "maps",
        image={"title": "Image", "note": "a one", "stack": "image"},
        blocks=blocks,
        head=head,
        words={"alt": "The net", "map": "map", **PLACE},
        focused=(0, 2),
        off=[(1, 1)],
        on_focus=lambda: keep_event("maps", "focus"),
    )


def arithmetic() -> None:
    parts = np.stack([convolve(image, kernel, Slide(padding=1)) for image, kernel in zip(INPUTS, KERNELS, strict=True)])
    sums = parts.sum(axis=0) + 0.5
    results = [{"sign": "Σ + 0.5 =", "title": "sum", "stack": stack(sums[None])}]
    results += [{"sign": "→ ReLU →", "title": "map", "stack": stack(np.maximum(sums, 0)[None])}]
    names = ["input 1", "input 2", "input 3"]
    words = {"alt": "One unit", "hint": "Click a number of a kernel.", "kernel": "kernel", **PLACE}
    unit("unit", inputs=stack(INPUTS), names=names, kernels=KERNELS, parts=stack(parts), results=results, words=words,
         more="3 of 8 shown", on_cell=lambda: keep_event("unit", "cell"))  # fmt: skip
    words = {
        "alt": "One pixel",
        "drag": "Choose the pixel:",
        "patch": "patch",
        "kernel": "kernel",
        "products": "products",
    }
    words |= {
        "map": "map",
        "pixel": "Pixel",
        "bias": "bias",
        "rest": "other channels",
        "play": "Sweep",
        "stop": "Stop",
        **PLACE,
    }
    patch("patch", inputs=INPUTS[:2], names=names[:2], kernels=KERNELS[:2], rest=parts[2], bias=0.5, sums=sums,
          output=np.maximum(sums, 0), stride=1, padding=1, dilation=1, words=words | {"bent": "ReLU"})  # fmt: skip


@st.fragment(key="live")
def live() -> None:
    """One frame."""
    frame = st.session_state["frame"] = st.session_state.get("frame", -1) + 1
    strip(frame)
    arithmetic()
    left, right = st.columns(2)
    with left:
        heat = stack(IMAGE[None] * RANDOM.random(IMAGE.shape))
        words = {"alt": "An image under a square", "hint": "Drag the square.", "heat": "matters", **PLACE}
        square = st.session_state.get("event/lens") or {"row": 0, "column": 0}
        lens("lens", image=stack(IMAGE[None]), heat=heat, square=(square["row"], square["column"]), edge=3, words=words,
             on_square=lambda: keep_event("lens", "square"))  # fmt: skip
    with right:
        counts = np.diag([20, 30, 10]) + np.eye(3, k=1, dtype=int)
        words = {"caption": "Rows: true class", "corner": "true", "truth": "true", "predicted": "predicted"}
        confusion(
            "confusion",
            counts=counts,
            names=["a", "b", "c"],
            words=words,
            on_cell=lambda: keep_event("confusion", "cell"),
        )
        images = inked(RANDOM.integers(0, 255, (6, 3, 8, 8)), 255)
        gallery("gallery", stack=images, captions=list("abcdef"), words={"alt": "Images", **PLACE}, chosen=2,
                on_pick=lambda: keep_event("gallery", "pick"))  # fmt: skip
    ticker("ticker", 100, st.session_state.get("play", False), frame=frame)
    state = {"frame": frame, "pad": st.session_state.get("pad/image")}
    state |= {name: st.session_state.get(f"event/{name}") for name in ("maps", "unit", "lens", "gallery", "confusion")}
    st.text(json.dumps(state))


st.set_page_config(page_title="Images", layout="wide")
library()
save_buttons()
stock("stocked", "image", stack(IMAGE[None]))
st.toggle("Play", key="play")
st.toggle("中文", key="zh")
drawing(int(st.radio("Edge", [28, 8], key="edge")))
live()
