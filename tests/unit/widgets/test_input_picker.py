"""The input picker: it stores the picked input, and requests the probes for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ui.widgets.input_picker import InputPicker, is_about


class Session(SimpleNamespace):
    """What a picker needs of a training session."""

    def __init__(self, **watch: dict[str, Any]) -> None:
        super().__init__()
        self.page = SimpleNamespace(source="test", text="", at=5)
        self.selection = SimpleNamespace(example=("test", 3))
        self.probes = SimpleNamespace(watch=watch)
        self.redraws = SimpleNamespace(with_settings=set())
        self.waits = 0

    def wait_for_answer(self) -> None:
        self.waits += 1


def arguments(session: Any) -> dict[str, Any]:
    part, index = session.selection.example
    own = {"text": session.page.text} if session.page.source == "own" and session.page.text else {}
    return {"part": part, "index": index, **own}


PICKER = InputPicker(
    "input",
    lambda session: session.page,
    arguments,
    lambda _session, _part: 9,
    reset=lambda session: setattr(session.page, "at", 0),
    fixed_probes=frozenset({"pinned"}),
    composed={"step": lambda session: {**arguments(session), "at": session.page.at}},
)


def test_picked_example_is_stored_and_requested_of_the_probes_about_an_input() -> None:
    about_input = {"part": "test", "index": 3, "text": "old", "head": 2}
    session: Any = Session(map=about_input, pinned=about_input, weights={}, step={"part": "test", "index": 3, "at": 5})
    PICKER.pick(session, "train", 7)
    assert (session.page.source, session.page.at, session.selection.example) == ("train", 0, ("train", 7))
    assert session.probes.watch == {
        "map": {"part": "train", "index": 7, "head": 2},
        "pinned": about_input,
        "weights": {},
        "step": {"part": "train", "index": 7, "at": 0},
    }
    assert session.waits == 1


def test_own_text_is_requested_until_the_example_is_picked_again() -> None:
    session: Any = Session(map={"part": "test", "index": 3})
    intervention = PICKER.intervention("own", "Your own text is read.", lambda session: not session.page.text)
    PICKER.pick(session, "own")
    assert (intervention.is_refused(session), intervention.describe(session)) == (True, "")
    PICKER.write(session, "text", "abc")
    assert session.probes.watch["map"] == {"part": "test", "index": 3, "text": "abc"}
    assert (intervention.is_refused(session), intervention.describe(session)) == (False, "Your own text is read.")
    intervention.undo(session)
    assert (session.page.source, session.probes.watch["map"]) == ("test", {"part": "test", "index": 3})
    assert intervention.describe(session) == ""


def test_source_that_the_net_cannot_read_gives_way_to_the_example() -> None:
    picker = InputPicker(
        "input",
        lambda session: session.page,
        arguments,
        lambda _session, _part: 9,
        is_available=lambda _session, source: source != "own",
    )
    session: Any = Session()
    session.page.source = "own"
    assert picker.source(session) == "test"


@pytest.mark.parametrize(
    ("wanted", "is_expected"),
    [
        ({"part": "test", "index": 3}, True),
        ({"part": "test", "index": 4}, False),
        ({"part": "train", "index": 3}, False),
        ({"part": "test", "index": 4, "text": "abc"}, True),
        ({"part": "test", "index": 3, "text": "abd"}, False),
    ],
)
def test_answer_is_about_the_text_or_else_about_part_and_index(wanted: dict[str, Any], is_expected: bool) -> None:
    answer = {"part": np.array("test"), "index": np.array(3), "text": np.array("abc")}
    assert is_about(answer, wanted) is is_expected
    assert not is_about({}, wanted)
