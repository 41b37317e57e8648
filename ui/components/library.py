"""The scripts of all our elements, sent to the browser once.

Streamlit sends a component's script again with every frame of its data. So the code travels in one invisible element
that each page run mounts once, outside every fragment; the elements themselves carry a few lines that wait for it.
"""

from base64 import b64encode
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
    """Base64 text of an array's bytes."""
    return b64encode(array if isinstance(array, bytes) else array.tobytes()).decode("ascii")


@cache
def code() -> str:
    """Return the script that defines `elements`, all elements by their names, and `hideCarrier`."""
    return bundle(HERE / "elements.js", HERE)


@cache
def _shelf() -> str:
    """A promise of the elements, kept by the browser's page; the name changes with the code."""
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
    """Bring the code of our elements to the browser. Call it once in every page run, outside fragments."""
    _carrier()(key="nets_library")


@cache
def element(name: str) -> ComponentRenderer:
    """What mounts the element `name`: a component whose script is only a call into the library."""
    call = f"shelf.ready.then((elements) => elements.{name}({{ ...component, data: component.data.all }}))"
    return st.components.v2.component(f"nets_{name}", js=f"{_shelf()}export default (component) => {call};\n")


def mount(name: str, key: str, data: dict[str, Any], **callbacks: Any) -> Any:
    """Mount the element `name`. Its data travel under one name, because Streamlit examines every value by itself."""
    return element(name)(key=key, data={"all": data}, **callbacks)


def stock(key: str, name: str, value: Any) -> None:
    """Bring a value to the browser that later frames refer to by `name`, so that it need not travel with each.

    Call it outside the live view; `name` must change with the value.
    """
    mount("stock", key, {"name": name, "value": value})
