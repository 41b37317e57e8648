"""Sequences to learn from: what is asked follows from what is read, and nothing of the test was learnt."""

from __future__ import annotations

import numpy as np
import pytest

from nets.datasets.tables import weather
from nets.datasets.text import sentence_tokenizer, sentiment, tagging, texts
from nets.datasets.text.sequences import SKIP
from nets.datasets.toy import memory_tasks as memory
from nets.experiment.user_error import Problem


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_adding_asks_for_the_sum_of_the_two_marked_values() -> None:
    drawn = memory.adding(400, 11, rng())
    values, marks = drawn.inputs[..., 0], drawn.inputs[..., 1]
    assert (marks[:, :5].sum(axis=1) == 1).all()
    assert (marks[:, 5:].sum(axis=1) == 1).all()
    assert np.allclose(drawn.targets[:, 0], (values * marks).sum(axis=1))
    assert np.square(drawn.targets - 1).mean() == pytest.approx(1 / 6, abs=0.03)


def test_copy_and_echo_ask_for_what_was_read_before() -> None:
    drawn = memory.copy(20, 5, 4, 3, rng())
    assert (drawn.targets[:, 7:] == drawn.inputs[:, :4] - 3).all()
    assert (drawn.targets[:, :7] == SKIP).all()
    assert (drawn.inputs[:, 4:7] == memory.BLANK).all()
    echoed = memory.echo(20, 3, 10, 4, rng())
    assert (echoed.targets[:, 4:] == echoed.inputs[:, :-4] - 1).all()
    assert (echoed.targets[:, :4] == SKIP).all()


def test_brackets_close_in_the_order_that_a_stack_says() -> None:
    info, drawn = memory.parentheses_info(3, 40), memory.parentheses(30, 3, 40, rng())
    partner = dict(memory.BRACKETS)
    for row, targets in zip(drawn.inputs, drawn.targets, strict=True):
        stack: list[str] = []
        for symbol, target in zip(row, targets, strict=True):
            sign = info.tokens[symbol]
            if sign in partner:
                stack.append(partner[sign])
            else:
                assert stack.pop() == sign
            assert info.classes[target] == (stack[-1] if stack else "none")
            assert len(stack) <= memory.DEEPEST


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_verdict_of_a_sentence_follows_from_its_words(language: str) -> None:
    symbols = sentiment.info(language).tokens
    training, test = sentiment.draw(language, 300, 200, rng())
    for part in (training, test):
        assert 0.4 < part.targets.mean() < 0.6
        for row, verdict in zip(part.inputs, part.targets, strict=True):
            words = [symbols[at] for at in row if at]
            assert _verdict(words, language) == verdict
    pairs = [_pairs(part.inputs, symbols, language) for part in (training, test)]
    held = set(sentiment.pairs(language)[1])
    assert not pairs[0] & held
    assert len(pairs[1] & held) > 20


def _verdict(words: list[str], language: str) -> int:
    """What a sentence comes to, told in another way: the clause that counts, and whether it denies."""
    if words[0] in ("although", "虽然"):
        words = words[words.index(",") :]
    elif "although" in words:
        words = words[: words.index(",")]
    elif "," in words:
        words = words[words.index(",") :]
    good = any(word in sentiment.GOOD[language] for word in words)
    return int(good != any(word in ("not", "并不") for word in words))


def _pairs(rows: np.ndarray, symbols: tuple[str, ...], language: str) -> set[tuple[str, str]]:
    """Every thing with the judgement after it."""
    found, judgements = set(), sentiment.GOOD[language] + sentiment.BAD[language]
    for row in rows:
        words = [symbols[at] for at in row if at]
        things = [word for word in words if word in sentiment.THINGS[language]]
        found |= set(zip(things, [word for word in words if word in judgements], strict=True))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nineteen_words_have_two_kinds_and_the_others_one(language: str) -> None:
    info = tagging.info(language)
    training, test = tagging.draw(language, 3000, 300, rng())
    kinds: dict[str, set[str]] = {}
    for row, tags in zip(training.inputs.ravel(), training.targets.ravel(), strict=True):
        assert (row == 0) == (tags == SKIP)
        if row:
            kinds.setdefault(info.tokens[row], set()).add(info.classes[tags])
    assert {word for word, found in kinds.items() if len(found) > 1} == set(tagging.BOTH[language])
    assert len(tagging.BOTH[language]) == 19
    assert all(kinds[word] == {"noun", "verb"} for word in tagging.BOTH[language])
    assert not set(map(bytes, training.inputs)) & set(map(bytes, test.inputs))


def test_the_labels_of_the_weather_are_repaired() -> None:
    numbers, labels, last = weather.days()
    assert (len(labels), int(last.sum())) == (1461, 365)
    wet = numbers[:, 0] > 0
    assert not np.isin(labels[wet], [weather.CLASSES.index("fog"), weather.CLASSES.index("sun")]).any()
    training, test, before = weather.windows(7)
    assert training.inputs.shape[1:] == test.inputs.shape[1:] == (7, 4)
    assert (before == test.targets).mean() == pytest.approx(0.6, abs=0.001)
    assert (test.targets[:-1] == before[1:]).all()


def test_texts_that_come_along() -> None:
    assert "的" in texts.shipped("zh")
    assert len(texts.shipped("zh")) > 30_000
    assert len(texts.shipped("en")) > 100_000
    assert set(texts.shipped("en")) <= set(map(chr, range(32, 127))) | {"\n"}
    for line in texts.shipped("zh").splitlines():
        if "看见一" in line:
            seen = line.split("看见一")[1].split("。")[0]
            assert texts.THINGS[seen[1:]] == seen[0]  # the measure word that goes with it


def test_an_own_text_becomes_numbers_and_back() -> None:
    own = "床前明月光，疑是地上霜。\r\nHello!\n" * 20
    info = texts.info("en", own, 10)
    training, test = texts.encoded("en", own, 10)
    assert "".join(info.tokens[at] for at in np.concatenate([training, test])) == own.replace("\r\n", "\n")
    assert len(test) == pytest.approx(0.1 * (len(training) + len(test)), abs=1)
    with pytest.raises(Problem, match="too short"):
        texts.info("en", own[:150], 10)


def test_own_sentences_are_cut_into_known_words() -> None:
    english, chinese = sentiment.info("en").tokens, sentiment.info("zh").tokens
    assert sentence_tokenizer.words("The FOOD is not good.", english)[:3] == ["the", "food", "is"]
    assert sentence_tokenizer.words("虽然这电影很不错，但是这菜差。", chinese) == [
        "虽然", "这", "电影", "很", "不错", ",", "但是", "这", "菜", "差", "."
    ]  # fmt: skip
    with pytest.raises(Problem, match="cat"):
        sentence_tokenizer.words("the cat is good", english)
    with pytest.raises(Problem):
        sentence_tokenizer.words("  ", english)
