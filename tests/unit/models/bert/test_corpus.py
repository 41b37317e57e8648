"""What is read: sentences that belong together, their symbols, and the vocabulary that all of them share."""

from __future__ import annotations

import numpy as np
import pytest

from nets.datasets.text import sentiment
from nets.experiment.user_error import Problem
from nets.models.bert import corpus
from nets.models.bert.settings import Data

OWN = "\n".join(f"The cat number {number} sleeps. It wakes up! Is it hungry?" for number in range(80))


def test_a_line_of_several_sentences_is_a_document_and_single_ones_go_on_together() -> None:
    text = "他来了。他说：“你好！”她走了。\n\none line\nanother\nA cat. A dog"
    assert corpus.split_documents(text) == [
        ["他来了。", "他说：“你好！”", "她走了。"],
        ["one line", "another"],
        ["A cat.", "A dog"],
    ]


def test_reviews_keep_to_one_thing_and_one_verdict_and_to_pairs_that_are_learnt() -> None:
    language = "en"
    good, held = sentiment.GOOD[language], sentiment.pairs(language)[1]
    for review in sentiment.reviews(language, 40, np.random.default_rng(0)):
        verdicts = set()
        for words in review:
            main = words[: words.index("although") - 1] if "although" in words[1:] else words
            main = main[main.index("but") :] if "but" in main else main
            main = main[main.index(",") :] if main[0] == "although" else main
            thing = next(word for word in main if word in sentiment.THINGS[language])
            judgement = main[-2] if main[-1] == "." else main[-1]
            assert (thing, judgement) not in held
            verdicts.add((thing, (judgement in good) != ("not" in main)))
        assert len(verdicts) == 1


@pytest.mark.parametrize(
    ("name", "tokens", "language"),
    [
        ("reviews", "words", "zh"),
        ("reviews", "characters", "en"),
        ("stories", "characters", "zh"),
        ("help", "words", "en"),
    ],
)
def test_every_corpus_has_a_vocabulary_that_knows_the_labelled_sentences(name, tokens, language) -> None:
    data = Data(name=name, tokens=tokens, language=language, vocabulary=300)
    known = corpus.vocabulary(data)
    assert known[:5] == corpus.SPECIAL
    assert len(known) == len(set(known)) == corpus.size(data) <= 305
    assert set(corpus.labelled_tokens(data)) <= set(known)
    learnt, test = corpus.pairs(data)
    assert len(learnt) > 8 * len(test) > 0
    assert not {"[MASK]"} & {symbol for pair in learnt[:200] for sentence in pair for symbol in sentence}


def test_own_text_may_have_blanks_and_needs_sentences_that_follow() -> None:
    data = Data(name="own", text=OWN)
    read = corpus.read("The [cat] _ [MASK]! [SEP] It wakes", data)
    assert read == [
        (["the", "cat", "[MASK]", "[MASK]", "!"], [False, True, True, True, False]),
        (["it", "wakes"], [False] * 2),
    ]
    assert corpus.read("这电影_好", Data(language="zh"))[0][0] == ["这", "电影", "[MASK]", "好"]
    assert len(corpus.pairs(data)[0]) == 144
    with pytest.raises(Problem) as raised:
        corpus.check(Data(name="own", text="Only one sentence."))
    assert raised.value.values["key"] == "data.text"
