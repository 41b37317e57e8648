"""The scripts of all our elements, sent to the browser once.

Streamlit sends a component's script again with every frame of its data. So the code travels in one invisible element
that each page run mounts once, outside every fragment; the elements themselves carry a few lines that wait for it.
"""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ui.components import palette

HERE = Path(__file__).parent
PLANE = ("plane_ways.js", "plane_marks.js", "plane_paint.js", "plane_point.js")
SCRIPTS = {
    "ticker": ["ticker.js"],
    "plane": [*PLANE, "plane_save.js", "plane.js"],
    "race": [*PLANE, "race_map.js", "race_chart.js", "race_step.js", "race.js"],
    "network": ["network_links.js", "network_save.js", "network.js"],
    "visitor": ["visitor.js"],
    "scrubber": ["scrubber.js"],
    "stock": ["stock.js"],
    "copy_link": ["copy_link.js"],
    "saver": ["saver.js"],
    "download": ["download.js"],
    "pad": ["pad_ink.js", "pad.js"],
    "cloud": ["cloud_space.js", "cloud_scene.js", "cloud_save.js", "cloud.js"],
    "gaze": ["gaze.js"],
    "tape": ["tape_layout.js", "tape_units.js", "tape_paint.js", "tape.js"],
    "alignment": ["alignment_scene.js", "alignment.js"],
    "beam": ["beam_scene.js", "beam.js"],
    **{name: [f"{name}.js"] for name in ("maps", "unit", "patch", "lens", "gallery", "confusion")},
    **{name: [f"{name}.js"] for name in ("grid", "shades", "lookup", "paste", "tokens", "merging", "matrix")},
    "influence": ["influence.js"],
    **{name: [f"{name}.js"] for name in ("dials", "hill", "listing")},
    "graph": ["graph_scene.js", "graph.js"],
}
SHARED = (
    "navigation_guard.js",
    "number_comma.js",
    "canvas.js",
    "save_menu.js",
    "shapes.js",
    "pixels.js",
    "pixels_save.js",
    "tokens_text.js",
)


def encode(array: np.ndarray | bytes) -> str:
    """Base64 text of an array's bytes."""
    return b64encode(array if isinstance(array, bytes) else array.tobytes()).decode("ascii")


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """The scripts and styles of all elements by their names, each of which there is once."""
    return {path.name: path for path in sorted(HERE.rglob("*")) if path.suffix in (".js", ".css")}


def _read(name: str) -> str:
    """A file without its indentation and the lines that are only a comment: it travels."""
    lines = (line.strip() for line in files()[name].read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@lru_cache(maxsize=1)
def code() -> str:
    """One script that defines `elements`: the shared drawing code, then each element in a scope of its own."""
    styles = {name.removesuffix(".css"): _read(name) for name in sorted(files()) if name.endswith(".css")}
    parts = [f"const palette = {palette.as_json()};", f"const styles = {dumps(styles)};", *map(_read, SHARED)]
    parts.append("const elements = {};")
    for name, scripts in SCRIPTS.items():
        parts.append("\n".join([f"elements.{name} = (() => {{", *map(_read, scripts), f"return {name};", "})();"]))
    return "\n".join(parts)


@lru_cache(maxsize=1)
def _shelf() -> str:
    """A promise of the elements, kept by the browser's page; the name changes with the code."""
    name = f"nets_elements_{sha256(code().encode()).hexdigest()[:8]}"
    return f"""const shelf = globalThis.{name} ??= (() => {{
  let open;
  return {{ ready: new Promise((done) => {{ open = done; }}), open }};
}})();
"""


@lru_cache(maxsize=1)
def _carrier() -> ComponentRenderer:
    arrival = "export default ({ parentElement }) => { hideElement(parentElement); shelf.open(elements); };"
    return st.components.v2.component("nets_library", js="\n".join([_shelf(), code(), arrival]))


def library() -> None:
    """Bring the code of our elements to the browser. Call it once in every page run, outside fragments."""
    _carrier()(key="nets_library")


@lru_cache(maxsize=len(SCRIPTS))
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
