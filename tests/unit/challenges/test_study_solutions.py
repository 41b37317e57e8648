"""The hints of the challenges on pages without training lead to their goals, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from nets.models.gpt import shipped
from nets.probes.decoding.strategies import STRATEGIES
from nets.studies.classical.challenges import cure_overfitting, forest_beats_net, miss_none
from nets.studies.classical.dataset import load_dataset
from nets.studies.classical.evaluation import evaluate, fit_request
from nets.studies.classical.repeated_splits import split_requests, summarize_fit
from nets.studies.classical.results import FittedScores, RepeatedComparison, ThresholdResult
from nets.studies.classical.settings import ClassicalSettings, Model
from nets.studies.classical.threshold import confusion_counts
from nets.studies.decoding.challenges import CHALLENGES as DECODING
from nets.studies.decoding.challenges import beat_greedy, escape_loop
from nets.studies.decoding.records import GeneratedText
from nets.studies.decoding.settings import DecodingSettings
from nets.studies.tokens.challenges import CHALLENGES as TOKENS
from nets.studies.tokens.samples import FIRST_TEXTS
from nets.studies.tokens.settings import TokensSettings
from nets.studies.tokens.tokenization import analyse_text

LANGUAGES = ("en", "zh")
OWN = {  # what a user may write for each challenge on tokens
    "fewer": {"en": "the cat sat on the mat. " * 30, "zh": "春天来了小猫在河边看书" * 20},
    "worse": {"en": "".join(map(chr, range(0x1F600, 0x1F66E))), "zh": "".join(map(chr, range(0x4E00, 0x4E78)))},
    "phrase": {"en": "once upon a time there was a cat. " * 20, "zh": "春天来了小猫在河边看书。" * 20},
}  # fmt: skip
ACROSS = {"fewer": {"across": True}, "phrase": {"across": True}}  # what the hint says besides


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("challenge", TOKENS, ids=lambda challenge: challenge.name)
def test_challenges_of_tokens_are_met_by_a_users_text_and_not_by_set_up(challenge, language: str) -> None:
    start = TokensSettings(**challenge.start)
    given = challenge.check([(analyse_text(FIRST_TEXTS[language], start), start)])
    assert not given.reached, str(given.words)
    changed = start.model_copy(update=ACROSS.get(challenge.name, {}))
    verdict = challenge.check([(analyse_text(OWN[challenge.name][language], changed), changed)])
    assert verdict.reached, str(verdict.words)


def fits(settings: ClassicalSettings, model: Model) -> FittedScores:
    found = evaluate(fit_request(settings, model))
    return FittedScores(settings, {model: (found.train, found.test)})


def test_overfitted_tree_is_cured_by_less_depth() -> None:
    start = ClassicalSettings(name="moons", size=500, noise=0.5, depth=20)
    ill = fits(start, "tree")
    assert cure_overfitting([ill]).share == 0.5, str(cure_overfitting([ill]).words)
    shallower = [fits(start.model_copy(update={"depth": depth}), "tree") for depth in range(2, 7)]
    assert cure_overfitting([ill, *shallower]).reached, str(cure_overfitting([ill, *shallower]).words)


def test_only_some_models_and_thresholds_miss_no_tumour() -> None:
    start = ClassicalSettings(name="breast_cancer")
    truth = load_dataset(start.data).test_targets == 0  # malignant
    met = {}
    for model in start.fitted_models:
        scores = evaluate(fit_request(start, model)).predictions[:, 0]
        cuts = [
            ThresholdResult(start, model, "malignant", confusion_counts(scores, truth, at))
            for at in np.linspace(0, 1, 101)
        ]
        met[model] = any(miss_none([cut]).reached for cut in cuts)
        assert not miss_none([ThresholdResult(start, model, "malignant", confusion_counts(scores, truth, 0.5))]).reached
    assert any(met.values())
    assert not all(met.values()), "not every model can do it"


@pytest.mark.long
def test_forest_beats_net_on_seattle_weather_and_not_on_the_set_up() -> None:
    for settings, won in (
        (ClassicalSettings(name="seattle"), True),
        (ClassicalSettings(name="circles", size=300), False),
    ):
        request = split_requests(settings.model_copy(update={"models": ("forest", "net")}))
        verdict = forest_beats_net(
            [RepeatedComparison.of(settings, {key: summarize_fit(each) for key, each in request.items()})]
        )
        assert verdict.reached == won, str(verdict.words)


def answer_record(language: str, prompt: str, settings: DecodingSettings) -> list[GeneratedText]:
    """Return what the page stores of one request."""
    request = {"text": prompt, "settings": settings.filters, "seed": settings.seed, "count": settings.count}
    request |= {"width": settings.width, "penalty": settings.length_penalty, "ends": settings.ends}
    result, filters = shipped.ask(language, "strategy_comparison", request), dict(settings.filters)
    texts = zip(STRATEGIES, result["texts"], result["bits"], strict=True)
    return [GeneratedText(language, prompt, name, filters, str(text), float(bits)) for name, text, bits in texts]


LOOPS = {"en": ("Return the", {}), "zh": ("春天的", {"penalty": 0.7})}  # a prompt, and what it takes there


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_net_repeats_itself_and_stops_with_other_settings(language: str) -> None:
    start = DecodingSettings(**DECODING[0].start)
    assert not escape_loop(answer_record(language, "", start)).reached
    prompt, changes = LOOPS[language]
    records = answer_record(language, prompt, start.model_copy(update=changes))
    assert escape_loop(records).share == 0.5, str(escape_loop(records).words)
    for penalty in (1.1, 1.3, 1.5):
        records += answer_record(language, prompt, start.model_copy(update={"penalty": penalty}))
    assert escape_loop(records).reached, str(escape_loop(records).words)


LIKELIER = {"en": "If the", "zh": "第二天"}


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_wide_beam_finds_a_likelier_text_than_greedy_search(language: str) -> None:
    narrow, wide = (
        beat_greedy(answer_record(language, LIKELIER[language], DecodingSettings(width=width))) for width in (3, 8)
    )
    assert 0 < narrow.share <= wide.share
    assert wide.reached, str(wide.words)
