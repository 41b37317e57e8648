"""The challenges of the pages that train no net of the visitor's are met by what their hints say, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from nets.models.gpt import shipped
from nets.probes.decoding.strategies import WAYS
from nets.studies.classical.challenges import careful, cure, forest
from nets.studies.classical.dataset import held
from nets.studies.classical.evaluation import measured, question
from nets.studies.classical.repeated_splits import brief, splits
from nets.studies.classical.results import Cut, Fits, Repeated
from nets.studies.classical.settings import Classical, Model
from nets.studies.classical.threshold import counts
from nets.studies.decoding.challenges import CHALLENGES as DECODING
from nets.studies.decoding.challenges import likelier, loop
from nets.studies.decoding.records import Written
from nets.studies.decoding.settings import Decoding
from nets.studies.tokens.challenges import CHALLENGES as TOKENS
from nets.studies.tokens.samples import FIRST
from nets.studies.tokens.settings import Splitting
from nets.studies.tokens.tokenization import split

LANGUAGES = ("en", "zh")
OWN = {  # what a person may write for each challenge on tokens
    "fewer": {"en": "the cat sat on the mat. " * 30, "zh": "春天来了小猫在河边看书" * 20},
    "worse": {"en": "".join(map(chr, range(0x1F600, 0x1F66E))), "zh": "".join(map(chr, range(0x4E00, 0x4E78)))},
    "phrase": {"en": "once upon a time there was a cat. " * 20, "zh": "春天来了小猫在河边看书。" * 20},
}  # fmt: skip
ACROSS = {"fewer": {"across": True}, "phrase": {"across": True}}  # what the hint says besides


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("challenge", TOKENS, ids=lambda challenge: challenge.name)
def test_tokens_are_met_by_a_persons_text_and_not_by_what_is_set_up(challenge, language: str) -> None:
    begun = Splitting(**challenge.start)
    given = challenge.check([(split(FIRST[language], begun), begun)])
    assert not given.reached, str(given.words)
    changed = begun.model_copy(update=ACROSS.get(challenge.name, {}))
    verdict = challenge.check([(split(OWN[challenge.name][language], changed), changed)])
    assert verdict.reached, str(verdict.words)


def fits(settings: Classical, model: Model) -> Fits:
    found = measured(question(settings, model))
    return Fits(settings, {model: (found.train, found.test)})


def test_a_deep_tree_is_cured_by_fewer_questions() -> None:
    begun = Classical(name="moons", size=500, noise=0.5, depth=20)
    ill = fits(begun, "tree")
    assert cure([ill]).share == 0.5, str(cure([ill]).words)
    shallower = [fits(begun.model_copy(update={"depth": depth}), "tree") for depth in range(2, 7)]
    assert cure([ill, *shallower]).reached, str(cure([ill, *shallower]).words)


def test_some_model_and_threshold_miss_no_tumour_and_others_do() -> None:
    begun = Classical(name="breast_cancer")
    truth = held(begun.data).test_targets == 0  # malignant
    met = {}
    for model in begun.fitted:
        scores = measured(question(begun, model)).said[:, 0]
        cuts = [Cut(begun, model, "malignant", counts(scores, truth, at)) for at in np.linspace(0, 1, 101)]
        met[model] = any(careful([cut]).reached for cut in cuts)
        assert not careful([Cut(begun, model, "malignant", counts(scores, truth, 0.5))]).reached
    assert any(met.values())
    assert not all(met.values()), "not every model can do it"


@pytest.mark.slow
def test_the_forest_beats_the_net_on_seattles_weather_and_not_where_it_begins() -> None:
    for settings, won in ((Classical(name="seattle"), True), (Classical(name="circles", size=300), False)):
        asked = splits(settings.model_copy(update={"models": ("forest", "net")}))
        verdict = forest([Repeated.of(settings, {key: brief(each) for key, each in asked.items()})])
        assert verdict.reached == won, str(verdict.words)


def written(language: str, prompt: str, settings: Decoding) -> list[Written]:
    """What the page keeps of one question."""
    asked = {"text": prompt, "settings": settings.filters, "seed": settings.seed, "count": settings.count}
    asked |= {"width": settings.width, "penalty": settings.length_penalty, "ends": settings.ends}
    told, filters = shipped.ask(language, "three_ways", asked), dict(settings.filters)
    texts = zip(WAYS, told["texts"], told["bits"], strict=True)
    return [Written(language, prompt, way, filters, str(text), float(bits)) for way, text, bits in texts]


LOOPS = {"en": ("Return the", {}), "zh": ("春天的", {"penalty": 0.7})}  # a prompt, and what it takes there


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_net_goes_round_in_circles_and_out_again_by_other_settings_alone(language: str) -> None:
    begun = Decoding(**DECODING[0].start)
    assert not loop(written(language, "", begun)).reached
    prompt, changes = LOOPS[language]
    records = written(language, prompt, begun.model_copy(update=changes))
    assert loop(records).share == 0.5, str(loop(records).words)
    for penalty in (1.1, 1.3, 1.5):
        records += written(language, prompt, begun.model_copy(update={"penalty": penalty}))
    assert loop(records).reached, str(loop(records).words)


LIKELIER = {"en": "If the", "zh": "第二天"}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wide_beam_finds_a_likelier_text_than_the_greedy_one(language: str) -> None:
    narrow, wide = (likelier(written(language, LIKELIER[language], Decoding(width=width))) for width in (3, 8))
    assert 0 < narrow.share <= wide.share
    assert wide.reached, str(wide.words)
