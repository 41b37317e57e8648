"""The first run of a visitor, one press away from the home page."""

from __future__ import annotations

from nets.experiment.experiment import Experiment
from ui.session.training_session import session_of


def begin_first_run(family: type[Experiment]) -> None:
    """Have this visitor's net of the family train."""
    session = session_of(family)
    if session.run.over:
        session.reset()
    session.run.play()
