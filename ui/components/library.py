"""Send the scripts of all elements to the browser, once.

Streamlit sends a component's script again with every frame of its data. So the code travels in one invisible element
that each page run mounts once, outside every fragment; the elements themselves have a few lines that wait for it.
"""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ui.components.modules import bundle

HERE = Path(__file__).parent


def encode(array: np.ndarray | bytes) -> str:
    """Return an array's bytes as Base64 text."""
    return b64encode(array if isinstance(array, bytes) else array.tobytes()).decode("ascii")


@cache
def code() -> str:
    """Return the script that defines `elements`, all elements by their names, and `hideCarrier`."""
    return bundle(HERE / "elements.js", HERE)


@cache
def _shelf() -> str:
    """Return a script with a promise of the elements, kept by the browser's page; it changes with the code."""
    name = f"nets_elements_{sha256(code().encode()).hexdigest()[:8]}"
    return f"""const shelf = globalThis.{name} ??= (() => {{
  let open;
  return {{ ready: new Promise((done) => {{ open = done; }}), open }};
}})();
"""


@cache
def _carrier() -> ComponentRenderer:
    arrival = "export default (component) => { hideCarrier(component); shelf.open(elements); };"
    return st.components.v2.component("nets_library", js="\n".join([_shelf(), code(), arrival]))


def library() -> None:
    """Mount the code of all elements. Call it once in every page run, outside fragments."""
    _carrier()(key="nets_library")


@cache
def element(name: str) -> ComponentRenderer:
    """Return a function that mounts the element `name`: a component whose script only calls the library."""
    call = f"shelf.ready.then((elements) => elements.{name}({{ ...component, data: component.data.all }}))"
    return st.components.v2.component(f"nets_{name}", js=f"{_shelf()}export default (component) => {call};\n")


def mount(name: str, key: str, data: dict[str, Any], **callbacks: Any) -> Any:
    """Mount the element `name`.

    Args:
        name: Name of the element.
        key: Key of the widget.
        data: Its data; they travel under one name, because Streamlit examines every value by itself.
        callbacks: Callbacks of its triggers.
    """
    return element(name)(key=key, data={"all": data}, **callbacks)


def parse_index(report: Any, name: str, count: int) -> int | None:
    """Return the whole number from 0 to below `count` under `name` of what a browser reports; None if it is none."""
    index = report.get(name) if isinstance(report, Mapping) else None
    return index if type(index) is int and 0 <= index < count else None


def stock(key: str, name: str, value: Any) -> None:
    """Keep a value in the browser under a name, so that later frames can refer to it.

    Call it outside the live view.

    Args:
        key: Key of the widget.
        name: Name of the value; it must change with the value.
        value: The value, as JSON.
    """
    mount("stock", key, {"name": name, "value": value})
