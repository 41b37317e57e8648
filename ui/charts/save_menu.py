"""Mount the save button of every chart: an image as PNG or SVG, its data as CSV, made in the browser."""

from __future__ import annotations

from ui.components.library import mount
from ui.text.i18n import _


def save_buttons() -> None:
    """Give every chart of the page its button. Call it once in every page run, after `library`, outside fragments."""
    words = {
        "save": _("Save"),
        "png": _("Picture (PNG)"),
        "svg": _("Drawing (SVG)"),
        "csv": _("Data (CSV)"),
        "py": _("Script (Python)"),
        "points": _("Data points (CSV)"),
        "surface": _("Answers over the plane (CSV)"),
        "weights": _("Weights (CSV)"),
        "full": _("Full screen"),
        "back": _("Leave full screen"),
        "from": _("From"),
        "to": _("To"),
        "part": _("Part of the data"),
        "map": _("Map"),
        "value": _("Value"),
        "training": _("training"),
        "test": _("test"),
    }
    mount("saver", "saver", {"words": words})
