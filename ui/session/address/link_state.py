"""Hold what the address of a page says, and what it has replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import streamlit as st

from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from ui.session.address import lesson as lessons
from ui.session.address.lesson import Lesson
from ui.session.address.link import replace_settings

Replaced = TypeVar("Replaced")


@dataclass
class LinkState(Generic[Replaced]):
    """The address of one page.

    Attributes:
        settings: The settings as the address holds them.
        lesson: What a teacher's link hides.
        replaced: What the settings of an address have replaced, so that the user can return to it.
    """

    settings: dict[str, str] = field(default_factory=dict)
    lesson: Lesson = field(default_factory=Lesson)
    replaced: Replaced | None = None

    def read_lesson(self, hideable: Collection[str]) -> list[Problem]:
        """Read the lesson from the address. Returns a problem for names that are not `hideable`."""
        self.lesson, problems = lessons.read(dict(st.query_params.items()), hideable)
        return problems

    def write(self) -> None:
        """Write the settings and the lesson into the address."""
        current = dict(st.query_params.items())
        updated = replace_settings(current, self.lesson.strings() | self.settings)
        if updated != current:
            st.query_params.from_dict(updated)


@dataclass
class TrainingLinkState(LinkState[Experiment]):
    """The address of one training page. It replaces the experiment of an untrained run.

    Attributes:
        page_defaults: Settings that the page begins with if its address holds none.
        plain_run_id: Id of the run that an address without settings began in place of another; "" if none.
    """

    page_defaults: Mapping[str, str] = field(default_factory=dict)
    plain_run_id: str = ""
