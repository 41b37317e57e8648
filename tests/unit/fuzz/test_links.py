"""Links of every family of nets with random settings."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from nets.families import EXPERIMENTS
from tests.support.fuzz.limits import call, check_sentence, fuzz
from tests.support.fuzz.setting_values import links

families = st.sampled_from(list(EXPERIMENTS))
of_any_family = families.flatmap(lambda name: st.tuples(st.just(name), links(EXPERIMENTS[name].settings_by_key())))


@fuzz(few=60, many=6000, link=of_any_family)
def test_valid_settings_of_a_link_are_kept_and_others_give_a_sentence(link: tuple[str, dict[str, str]]) -> None:
    family = EXPERIMENTS[link[0]]
    experiment, problems = call(family.salvage, link[1])
    for why in problems:
        check_sentence(why)
    again, none = family.salvage(experiment.strings())
    assert (again, none) == (experiment, []), "an experiment's own link leads back to it"


@fuzz(few=20, many=2000, link=of_any_family)
def test_every_experiment_can_be_described_by_its_page(link: tuple[str, dict[str, str]]) -> None:
    experiment, _problems = EXPERIMENTS[link[0]].salvage(link[1])
    for say in (lambda: experiment.pending, experiment.layers, lambda: experiment.sized(0.1), experiment.strings):
        call(say)
    assert type(experiment).from_json(experiment.model_dump_json()) == experiment


@pytest.mark.parametrize("family", EXPERIMENTS)
@pytest.mark.parametrize("text", ["9" * 50_000, "1," * 10_000, "\ud800" * 9000], ids=range(3))
def test_huge_value_of_any_setting_gives_a_sentence(family: str, text: str) -> None:
    kind = EXPERIMENTS[family]
    for key in kind.settings_by_key():
        _experiment, problems = call(kind.salvage, {key: text})
        for why in problems:
            check_sentence(why)
