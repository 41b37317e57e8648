"""Charts keep one specification, rows stay thin and small, and the colours hold for every eye and both pages."""

import json
import tomllib
from itertools import combinations, pairwise

import altair
import numpy as np
import pyarrow as pa
import pytest
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from tests.support.paths import ROOT
from ui.charts import decoding, error_bars, net_internals
from ui.charts import lines as charts_lines
from ui.charts import specs as charts
from ui.charts.arrow import MAX_ROWS, matrix_table, series_table, thinned
from ui.charts.spec_builder import ROWS, Spec, add_rows
from ui.components import palette
from ui.components.library import code

HEADS, PARTS = ("Layer", "Figure", "Value"), ("training", "test")
BACKGROUNDS = (palette.LIGHT_BACKGROUND, palette.DARK_BACKGROUND)

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
}


def falling(steps: int) -> tuple[np.ndarray, ...]:
    """A falling line with a band: step, low, high, last."""
    step = np.arange(steps)
    last = np.exp(-step / max(steps, 1)) + 0.01 * np.random.default_rng(0).random(steps)
    return step, last - 0.1, last + 0.1, last


def all_specs() -> list[Spec]:
    """One of each chart, with both settings where there are two."""
    return [
        charts.curves(("train", "valid"), ("training", "validation"), "step", "loss", description="Two lines"),
        charts.curves(("it's",), ("l'été",), "step", "loss", True, description="One line"),
        charts.bars("share", "layer", description="Bars"),
        charts.histogram("weight", "count", description="Histogram"),
        charts.predicted_against_true("price", "prediction", "test", "training", description="Dots"),
        charts.heat("predicted", "true", "count", numbers=True, description="Counts"),
        charts.heat("input", "unit", "weight", diverging=True, dark=True, description="Weights"),
        charts.bars("share", "layer", description="Bars", ranked=True),
        charts_lines.lines(("one", "it's"), "x", "y", "net", description="Lines", dashed=("one",), log=True),
        net_internals.layer_bars(("gradient", "weights", "it's"), HEADS, description="Bars", layers=3),
        net_internals.activation_function(("tanh", "slope", "sums"), "z", HEADS[:2], description="Bends"),
        net_internals.space("one", "two", ("a", "b"), PARTS, (-1.0, 1.0), HEADS, description="Space of classes"),
        net_internals.space("one", "two", (), PARTS, None, HEADS, description="Space of numbers", dark=True),
    ]


def test_specifications_are_the_same_in_every_frame():
    first = [json.dumps(spec) for spec in all_specs()]
    for cache in (charts._curves, charts.bars, charts.histogram, charts.predicted_against_true, charts.heat):
        cache.cache_clear()
    assert [json.dumps(spec) for spec in all_specs()] == first


def test_adding_rows_leaves_the_specification_alone():
    spec = charts.curves(["a"], ["A"], "step", "loss", description="One line")
    before = json.dumps(spec)
    assert add_rows(spec, series_table({"a": falling(5)}))["datasets"].keys() == {ROWS}
    assert json.dumps(spec) == before
    assert charts.curves(["a"], ["A"], "step", "loss", description="One line") is spec


@pytest.mark.parametrize("spec", all_specs(), ids=lambda spec: spec["description"])
def test_specifications_are_valid_and_have_alt_text(spec):
    # Vega knows prev_value; Vega-Lite hands it through but its schema does not list it. The browser test looks at it.
    altair.Chart.from_dict(json.loads(json.dumps(spec).replace("prev_value", "first_value")), validate=True)
    assert spec["description"]
    assert spec["data"] == {"name": ROWS}
    assert spec["width"] == "container"


def test_two_lines_of_300_points_are_small():
    table = series_table({"train": falling(300), "valid": falling(300)})
    assert table.num_rows == 2 * MAX_ROWS
    assert len(convert_anything_to_arrow_bytes(table)) < 4.5 * 1024


def test_without_a_band_only_the_last_values_travel():
    lines = {f"line{i}": falling(300) for i in range(4)}
    table = series_table(lines, band=False)
    assert table.column_names == ["step", "last", "series"]
    assert len(convert_anything_to_arrow_bytes(table)) < 4.5 * 1024
    fields = json.dumps(charts.curves(list(lines), list(lines), "step", "norm", True, False, description="Norms"))
    assert "low" not in fields.replace("labelOverlap", "").replace("allow", "")


def test_long_runs_cost_as_much_as_short_ones():
    table = series_table({"train": falling(100_000), "valid": falling(100_000)})
    assert table.num_rows == 2 * MAX_ROWS
    assert len(convert_anything_to_arrow_bytes(table)) < 4.5 * 1024


def test_thinning_keeps_spikes_and_the_last_row():
    step, low, high, last = falling(10_000)
    high[1234], low[4321] = 99, -99
    thin = thinned((step, low, high, last))
    assert len(thin[0]) == MAX_ROWS
    assert (thin[2].max(), thin[1].min()) == (99, -99)
    assert (thin[0][-1], thin[3][-1]) == (step[-1], last[-1])
    assert (np.diff(thin[0]) > 0).all()


def test_infinite_values_become_gaps():
    bad = np.array([1.0, np.inf, -np.inf, np.nan])
    table = series_table({"train": (np.arange(4), bad, bad, bad)})
    assert np.array_equal(np.isfinite(table["last"].to_numpy()), [True, False, False, False])


def test_empty_and_single_rows():
    assert series_table({}).num_rows == 0
    assert series_table({"train": falling(0)}).num_rows == 0
    assert series_table({"train": falling(1)}).to_pylist()[0]["series"] == "train"


def linear_formats(node: object) -> list[str]:
    """The formats of all axes in a specification, but those of logarithmic ones."""
    if isinstance(node, list):
        return [found for each in node for found in linear_formats(each)]
    if not isinstance(node, dict):
        return []
    own = node["axis"].get("format", "") if isinstance(node.get("axis"), dict) else ""
    linear = own and (node.get("scale") or {}).get("type") != "log"
    return [own] * bool(linear) + [found for each in node.values() for found in linear_formats(each)]


def test_marks_of_linear_axes_have_powers_of_ten_from_seven_digits_on():
    """d3 rounds "g" to the digits in which marks differ: 0, 1e+1, 2e+1; of "1,000" three digits leave 1e+3."""
    words = {"description": "Linear"}
    ends = ("low", "high")
    specs = [*all_specs(), charts_lines.lines(("a",), "x", "y", "net", **words)]
    specs.append(error_bars.spread(("training", "test"), "score", "model", "part", ends, **words))
    formats = [found for spec in specs for found in linear_formats(spec)]
    assert ",.6~g" in formats
    assert not [found for found in formats if found.endswith("g") and found != ",.6~g"]


def test_a_line_over_steps_has_whole_marks_when_all_its_points_are_at_step_0():
    """Vega marks an axis from 0 to 0 with "0.000000" if it is not told the format."""
    words = {"description": "Lines: a figure by step."}
    axis = charts_lines.lines(("a",), "Step", "Figure", "Line", **words)["encoding"]["x"]["axis"]
    assert axis == {"grid": False, "tickMinStep": 1, "format": ",d"}


@pytest.mark.parametrize("rows", [2, 12])
def test_bars_of_a_decoding_step_have_room_for_their_names(rows: int) -> None:
    """The axis, its title and the button above take 80 pixels, a name 16."""
    words = {"description": "Bars.", "share": True, "rows": rows}
    spec = decoding.stage("Probability", "Symbol", ("State", "Logits"), (0.0, 1.0), **words)
    assert spec["height"] >= 80 + 16 * rows


def test_matrix_rows_follow_the_matrix():
    rows = matrix_table(np.array([[1, 2], [3, 4]]), ["a", "b"], ["c", "d"]).to_pylist()
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        ("a", "c", 1),
        ("a", "d", 2),
        ("b", "c", 3),
        ("b", "d", 4),
    ]
    assert pa.types.is_float32(matrix_table(np.eye(2), "ab", "cd")["value"].type)


def linear(colour: str) -> np.ndarray:
    """Linear RGB (3,) of a hexadecimal colour."""
    value = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (3,) of linear RGB."""
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    x, y, z = np.cbrt(np.clip(np.array(to_xyz) @ rgb / [0.95047, 1, 1.08883], 0.0089, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("background", [palette.LIGHT_BACKGROUND, palette.DARK_BACKGROUND, "#ffffff"])
def test_categories_stand_out_from_the_page(background):
    assert min(contrast(colour, background) for colour in palette.CATEGORIES) >= 3


def nearest(colours, sight: str) -> float:
    """The least distance between two of the colours in CIE L*a*b*, as somebody with this sight sees them."""
    seen = [lab(np.clip(SIGHTS[sight] @ linear(colour), 0, 1)) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2))


@pytest.mark.parametrize("sight", SIGHTS)
def test_categories_are_distinguishable(sight):
    assert nearest(palette.CATEGORIES, sight) > 15
    assert nearest(palette.CATEGORIES[:3], sight) > 25, "the first three, which most charts need"


def on_dark(colour: str) -> str:
    """A category as the plane marks points with it on a dark page: `marks` in theme.js."""
    return "#" + "".join(f"{round(v + (255 - v) * palette.BRIGHTER):02x}" for v in bytes.fromhex(colour[1:]))


@pytest.mark.parametrize("sight", SIGHTS)
def test_points_of_classes_are_distinguishable_on_a_dark_plane(sight):
    marks = [on_dark(colour) for colour in palette.CATEGORIES]
    assert nearest(marks, sight) > 15
    assert min(contrast(mark, palette.DARK_BACKGROUND) for mark in marks) >= 3


def test_the_theme_has_the_same_categories():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert theme["chartCategoricalColors"] == list(palette.CATEGORIES)
    assert (theme["light"]["backgroundColor"], theme["dark"]["backgroundColor"]) == BACKGROUNDS


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("stops", [palette.DIVERGING_LIGHT, palette.DIVERGING_DARK])
def test_both_sides_of_the_diverging_scale_are_distinguishable(sight, stops):
    seen = [lab(np.clip(SIGHTS[sight] @ linear(colour), 0, 1)) for colour in stops]
    assert np.linalg.norm(seen[0] - seen[-1]) > 60
    assert np.linalg.norm(seen[1] - seen[-2]) > 35
    assert all(np.linalg.norm(one - other) > 12 for one, other in pairwise(seen))


def test_the_palette_reaches_the_browser():
    assert all(f'"{colour}"' in code() for colour in palette.CATEGORIES)
