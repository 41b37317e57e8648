"""Links of the pages without training."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from nets.experiment import link
from nets.experiment.settings import Settings, settings_of
from nets.studies.backpropagation.settings import Backpropagation
from nets.studies.classical.settings import ClassicalSettings
from nets.studies.decoding.settings import DecodingSettings
from nets.studies.optimizers.settings import Optimizing
from nets.studies.tokens.settings import TokensSettings
from tests.support.fuzz.limits import call, check_sentence, fuzz
from tests.support.fuzz.setting_values import links

KINDS: tuple[type[Settings], ...] = (Backpropagation, ClassicalSettings, DecodingSettings, Optimizing, TokensSettings)
any_link = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), links(settings_of(kind, link.SECTION))))


@fuzz(few=60, many=6000, given=any_link)
def test_valid_settings_of_a_link_are_kept_and_others_give_a_sentence(given: tuple[type[Any], dict[str, str]]) -> None:
    kind, asked = given
    settings, problems = call(link.salvage, kind, asked)
    for why in problems:
        check_sentence(why)
    again, none = link.salvage(kind, link.strings(settings))
    assert (again, none) == (settings, []), "the settings' own link leads back to them"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["9" * 50_000, "1," * 10_000, "x=1," * 9000, "(" * 9000], ids=range(4))
def test_huge_value_of_any_setting_gives_a_sentence(kind: type[Settings], text: str) -> None:
    for key in settings_of(kind, link.SECTION):
        _settings, problems = call(link.salvage, kind, {key: text})
        for why in problems:
            check_sentence(why)
