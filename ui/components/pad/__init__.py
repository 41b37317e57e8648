"""A pad to draw an image on, by mouse, finger, pen or keys; its drawing survives page changes and reloads."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.components.library import mount

LARGEST = 64  # edge of an image


def pad(key: str, *, edge: int, fit: float, words: Mapping[str, str], on_image: Callable[[], None]) -> None:
    """Draw the pad.

    Args:
        key: Key of the widget.
        edge: Pixels along an edge of the image.
        fit: Share of the edge that the longer side of a drawing takes; the drawing is then centred by its mass, as
            MNIST was made. 0 leaves a drawing as it is.
        words: Labels `alt`, `hint`, the buttons `erase`, `undo`, `clear`, and the titles `width` and `seen`, of the
            small image.
        on_image: Called when the drawing has changed; `drawn_image` returns it.
    """
    data = {"name": key, "edge": edge, "fit": fit, "words": dict(words)}
    mount("pad", key, data, on_image_change=on_image)


def drawn_image(key: str) -> np.ndarray | None:
    """Return the image (edge, edge) uint8 drawn in this run; None if the pad is empty or sent invalid data."""
    return parse_image(st.session_state[key].image)


def parse_image(report: Any) -> np.ndarray | None:
    """Return the image that the browser reports, (edge, edge) uint8; None if the report is invalid."""
    try:
        edge, pixels = int(report["edge"]), base64.b64decode(report["pixels"], validate=True)
    except (TypeError, KeyError, ValueError, OverflowError, binascii.Error):
        return None
    if not 0 < edge <= LARGEST or len(pixels) != edge * edge:
        return None
    return np.frombuffer(pixels, np.uint8).reshape(edge, edge)
