"""Every challenge of the training pages, with the settings with which its page opens in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from nets.experiment.experiment import Experiment
from nets.families import FAMILIES
from nets.training.challenge import Challenge

SETTINGS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {  # of families whose data are in the reader's language
    "gpt": {"en": {"data.name": "help"}, "zh": {}},
    "bert": {"en": {"data.language": "en"}, "zh": {"data.language": "zh"}},
}


class Case(NamedTuple):
    """A challenge on a page in one language."""

    family: str
    language: str
    usual: Experiment
    challenge: Challenge


def cases() -> Iterator[Case]:
    """Yield the challenges of every family, in each language for which its page has other settings."""
    for family in FAMILIES:
        for language, settings in SETTINGS.get(family.name, {"en": {}}).items():
            for challenge in family.challenges:
                yield Case(family.name, language, family.experiment().replace(settings), challenge)  # type: ignore[call-arg]
