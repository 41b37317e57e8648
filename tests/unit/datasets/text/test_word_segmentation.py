"""Text is cut into words in any script, and nothing but blanks gets lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nets.datasets.text.word_segmentation import is_word, words

CASES = {
    "en": [
        ("Don't stop: it's 3.14!", ["Don't", "stop", ":", "it's", "3.14", "!"]),
        ("naïve Straße, снова हिन्दी", ["naïve", "Straße", ",", "снова", "हिन्दी"]),
        ("a_b 中文", ["a", "_", "b", "中", "文"]),
        ("👩‍🔬👍🏽🇩🇪☀️", ["👩‍🔬", "👍🏽", "🇩🇪", "☀️"]),
    ],
    "zh": [("北京是中国的首都。It's 2026年", ["北京", "是", "中国", "的", "首都", "。", "It's", "2026", "年"])],
}


@pytest.mark.parametrize("language", CASES)
def test_text_is_cut_into_words(language) -> None:
    for text, expected in CASES[language]:
        assert words(text, language) == expected


@given(st.text(max_size=60), st.sampled_from(["en", "zh"]))
def test_only_blanks_fall_out(text, language) -> None:
    assert "".join(words(text, language)) == "".join(text.split())


def test_signs_are_no_words() -> None:
    assert [is_word(token) for token in words("Ja, 7 “日本”!", "zh")] == [True, False, True, False, True, False, False]
