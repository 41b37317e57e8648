"""Hold what the address of a training page says, and what it has replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nets.experiment.experiment import Experiment
from ui.session.address.lesson import Lesson


@dataclass
class LinkState:
    """The address of one training page.

    Attributes:
        settings: The experiment as the address holds it.
        lesson: What a teacher's link hides.
        page_defaults: Settings that the page begins with if its address holds none.
        replaced: The experiment of an untrained run that the settings of an address have replaced.
        plain_run_id: Id of the run that an address without settings began in place of another; "" if none.
    """

    settings: dict[str, str] = field(default_factory=dict)
    lesson: Lesson = field(default_factory=Lesson)
    page_defaults: Mapping[str, str] = field(default_factory=dict)
    replaced: Experiment | None = None
    plain_run_id: str = ""
