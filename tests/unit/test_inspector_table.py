"""docs/inspectors.md lists the inspectors that the pages offer."""

from __future__ import annotations

from nets.probes import PROBES
from tests.support.pages.inspector_table import COMMAND, PATH, page_inspectors, probes_of, table
from tests.support.paths import ROOT
from ui.inspect.inspectors import INSPECTORS


def test_inspector_page_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == table(), f"docs/inspectors.md is out of date: run `{COMMAND}`"


def test_inspectors_and_hidden_ones_are_read_off_a_page() -> None:
    own, hidden = page_inspectors(ROOT / "pages" / "neuron.py")
    assert ([*own], hidden) == (["answer", "hill"], ("activations",))
    assert page_inspectors(ROOT / "pages" / "tokens.py") == ({}, ())


def test_probes_are_found_through_the_functions_of_a_panel() -> None:
    assert probes_of(INSPECTORS["activations"].draw, keys=False) == {"activations", "activation_functions"}
    own, _hidden = page_inspectors(ROOT / "pages" / "gpt.py")
    assert probes_of(own["lens"].probes, keys=True) == {"logit_lens"} <= set(PROBES)
