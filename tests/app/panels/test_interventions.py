"""What a user changes by hand is shown beside the answer, can be undone there, and ends with the data it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.engine import manual_edit_commands as by_hand
from ui.panels.attention import text_input as passage
from ui.panels.bert import masked_input as cloze
from ui.panels.captioning import strip_input as caption
from ui.panels.images import image_input as picture
from ui.panels.pairs import source_input as sentence
from ui.panels.sequences import sequence_input as sequence

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {
    "recurrent": {"data.name": "sentiment", "data.examples": "60", "net.hidden": "5", "data.language": "en"},
    "encoder_decoder": {"data.name": "reverse", "data.examples": "60", "net.hidden": "8"},
    "transformer": {"data.name": "reverse", "data.examples": "60", "net.width": "8", "net.heads": "2"},
    "gpt": {"data.name": "sort", "net.width": "8", "net.heads": "2", "net.layers": "1"},
    "bert": {"data.name": "reviews", "data.language": "en", "net.width": "8", "net.heads": "2", "net.layers": "1"},
    "captioning": {"data.examples": "40", "net.hidden": "8"},
    "cnn": {"data.name": "digits", "net.channels": "2,2", "data.examples": "60"},
    "autoencoder": {"data.name": "digits", "data.examples": "60"},
}
FAMILIES = {"encoder_decoder": "seq2seq", "captioning": "captioner"}  # of pages that are called otherwise
DRAWN = np.full((8, 8), 255, np.uint8)
KINDS = [  # page, the undo button, the state, what is changed by hand, another task
    ("recurrent", "gates", sequence.sequence, {"force": {"update": 1.0}}, ("data.name", "tagging")),
    ("recurrent", "own_sequence", sequence.sequence, {"source": "own", "text": "the film"}, ("data.name", "tagging")),
    ("encoder_decoder", "own_text", sentence.sentence, {"source": "own", "text": "abc"}, ("data.name", "sort")),
    ("transformer", "own_text", sentence.sentence, {"source": "own", "text": "abc"}, ("data.name", "sort")),
    ("gpt", "own_text", passage.passage, {"source": "own", "text": "ABCA"}, ("data.name", "stories")),
    ("bert", "own_text", cloze.cloze, {"source": "own", "text": "the film is good"}, ("data.name", "help")),
    ("bert", "hidden", cloze.cloze, {"row": "\x1fthe\x1f[film]\x1fis", "hidden": (2,)}, ("data.name", "help")),
    ("captioning", "own_strip", caption.caption, {"source": "drawn"}, ("data.language", "zh")),
    ("cnn", "drawing", picture.picture, {"source": "drawn", "drawing": DRAWN}, ("data.name", "mnist1d")),
    ("cnn", "moved", picture.picture, {"moved": {**picture.STILL, "turn": 90.0}}, ("data.name", "mnist1d")),
    ("autoencoder", "drawing", picture.picture, {"source": "drawn", "drawing": DRAWN}, ("data.name", "mnist5k")),
]  # fmt: skip


def changed_by_hand(here: Any, state: Callable[[Any], Any], values: dict[str, Any]) -> None:
    """Change the state of the page as its widgets do, and see the page with all boxes closed."""
    for name, value in values.items():
        setattr(state(here.session), name, value)
    here.at.run()
    here.settle()


def open_page(visit: Open, page: str) -> Any:
    here = visit("en", SMALL[page], page)
    here.page = FAMILIES.get(page, page)
    here.train(1)
    return here


@pytest.mark.parametrize(
    ("page", "name", "state", "values", "other"), KINDS, ids=[f"{kind[0]}-{kind[1]}" for kind in KINDS]
)
def test_intervention_is_shown_with_undo_and_ends_with_its_data(
    visit: Open, page: str, name: str, state: Callable[[Any], Any], values: dict[str, Any], other: tuple[str, str]
) -> None:
    here = open_page(visit, page)
    button = f"undo/{name}"
    assert button not in here.shown_keys()
    changed_by_hand(here, state, values)
    assert not here.at.exception
    assert button in here.shown_keys(), "the button is next to the answer, even if a box is closed"
    asked = dict(here.session.probes.watch)

    here.at.button(key=button).click()
    here.at.run()
    assert button not in here.shown_keys()
    assert here.session.probes.watch != asked, "the net is asked without it"

    changed_by_hand(here, state, values)
    assert button in here.shown_keys()
    here.set_widget(f"{here.page}/{other[0]}", other[1])
    assert not here.at.exception
    assert button not in here.shown_keys()
    assert not changes(here, state, values)


def changes(here: Any, state: Callable[[Any], Any], values: dict[str, Any]) -> bool:
    """Whether what was changed still changes an answer; a drawing stays on its pad, and is not looked at."""
    held = state(here.session)
    if "source" in values:
        return held.source == values["source"]
    return any(getattr(held, name) == value for name, value in values.items())


def test_edited_attention_and_switched_off_maps_end_with_their_data(visit: Open) -> None:
    here = open_page(visit, "encoder_decoder")
    held = sentence.sentence(here.session)
    held.row, held.swap = (1.0, 0.0, 0.0), (0, "b")
    here.set_widget("seq2seq/data.seed", here.session.experiment.data.seed + 1)
    assert sentence.sentence(here.session).row, "another seed is the same task"
    here.set_widget("seq2seq/data.name", "sort")
    assert (sentence.sentence(here.session).row, sentence.sentence(here.session).swap) == ((), None)

    here = open_page(visit, "cnn")
    here.set_widget("inspector", "switch")
    picture.picture(here.session).off = (1,)
    here.at.run()
    here.at.button(key="switch/undo").click()
    here.at.run()
    assert picture.picture(here.session).off == ()
    picture.picture(here.session).off = (1,)
    here.session.change_settings({"net.channels": (3, 3)})
    assert picture.picture(here.session).off == (), "it ended with the maps of that net"


def test_weight_written_by_hand_is_shown_with_undo_on_a_closed_panel(visit: Open) -> None:
    here = visit("en", {"data.name": "moons", "net.hidden": "3", "net.activation": "tanh"}, "perceptron")
    here.train(1)
    assert here.session.selection.inspector == "gradients"
    by_hand.write(here.run, f"{here.session.experiment.layers()[0].name}.weight", (0, 0), 3.0)
    here.at.run()
    assert any("Changes by hand in this run: 1" in each.value for each in here.at.markdown)
    here.at.button(key="undo/weights").click()
    here.at.run()
    assert here.run.edits == []
    assert "undo/weights" not in here.shown_keys()


@pytest.mark.parametrize(
    ("page", "state", "text", "answer"),
    [
        ("recurrent", sequence.sequence, "xyz", "tape"),
        ("encoder_decoder", sentence.sentence, "a" * 200, "alignment"),
        ("gpt", passage.passage, "???", "influence"),
        ("bert", cloze.cloze, " ", "cloze/row"),
    ],
)
def test_refused_text_shows_no_answer_to_another(
    visit: Open, page: str, state: Callable[[Any], Any], text: str, answer: str
) -> None:
    here = open_page(visit, page)
    here.set_widget("inspector", "unit")
    assert answer in here.shown_keys()
    changed_by_hand(here, state, {"source": "own", "text": text})
    assert not here.at.exception
    assert answer not in here.shown_keys()
    said = [each.value for each in here.at.info if "no answer to show" in each.value]
    assert len(said) == 2, "in place of the answer, and in place of the panel below it"
