"""Lesson links: what is read of them, what they hide, and the way from choices to a link and back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nets.models.perceptron.experiment import Perceptron
from ui.session.address.lesson import KEYS, MAX_TITLE, Lesson, lesson_showing, read

SETTINGS = list(Perceptron.settings_by_key())


def hidden(lesson: Lesson) -> set[str]:
    return {key for key in SETTINGS if lesson.hides(key)}


def test_hide_and_only() -> None:
    lesson, problems = read({"lesson": "Lines", "hide": "data, net.init"}, SETTINGS)
    assert not problems
    assert hidden(lesson) == {key for key in SETTINGS if key.startswith("data.")} | {"net.init"}
    lesson, _ = read({"only": "net,fit.lr", "hide": "net.init"}, SETTINGS)
    assert set(SETTINGS) - hidden(lesson) == {k for k in SETTINGS if k.startswith("net.")} - {"net.init"} | {"fit.lr"}
    assert lesson.title == ""
    assert not hidden(Lesson("title"))


def test_unknown_names_are_one_sentence() -> None:
    lesson, problems = read({"hide": "nonsense,net.lr,net.init," + "x" * 5000, "only": "<b>"}, SETTINGS)
    assert len(problems) == 1
    assert "nonsense" in str(problems[0])
    assert len(str(problems[0])) < 250
    assert hidden(lesson) == {"net.init"}, "a list of nothing that exists does not hide everything"


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=300)))
def test_any_link_makes_a_lesson_that_makes_the_same_link(link: dict[str, str]) -> None:
    lesson, problems = read(link, SETTINGS)
    assert len(problems) <= 1
    assert len(lesson.title) <= MAX_TITLE
    assert lesson.title.isprintable()
    assert read(lesson.strings(), SETTINGS) == (lesson, [])


@given(st.sets(st.sampled_from(SETTINGS)), st.text(max_size=200))
def test_choices_make_the_lesson_that_shows_them(seen: set[str], title: str) -> None:
    lesson = lesson_showing(seen, SETTINGS, title)
    assert set(SETTINGS) - hidden(lesson) == seen
    again, problems = read(lesson.strings(), SETTINGS)
    assert not problems
    assert hidden(again) == hidden(lesson)
