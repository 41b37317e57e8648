"""Texts as files, for every page that learns from one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

from nets.datasets.text import upload_texts as kept_texts
from nets.models.bert.experiment import Bert
from nets.models.gpt.experiment import GPT
from nets.models.recurrent.experiment import Recurrent
from nets.models.word2vec.experiment import Word2Vec
from nets.studies.tokens.settings import TokensSettings
from nets.studies.tokens.tokenization import analyse_text
from tests.support.fuzz.limits import call, fuzz
from tests.support.fuzz.setting_values import WORDS
from ui.panels.gpt.upload_text import _read
from ui.panels.tokens.text_box import decode_file

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1", "utf-16-le", "shift-jis")
PIECES = (
    "the cat sat. ",
    "你好，世界。",
    "\r\n",
    "\n",
    "\t",
    " ",
    "้",
    "👩‍👩‍👧",
    "\u200b",
    "\ufeff",
    "a",
    "\x07",
    *WORDS,
)
texts = st.tuples(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=9)), max_size=9).map("".join), st.integers(1, 60)
).map(lambda parts: parts[0] * parts[1])
files = st.one_of(
    st.tuples(texts, st.sampled_from(ENCODINGS)).map(lambda parts: parts[0].encode(parts[1], "replace")),
    st.binary(max_size=300),
)
FAMILIES = {GPT: "own", Recurrent: "text", Bert: "own", Word2Vec: "own"}


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("shelf")
        patch.setenv("NETS_TEXTS", str(place))
        yield place


@fuzz(few=30, many=2500, content=files, family=st.sampled_from(list(FAMILIES)))
def test_text_is_learnt_or_refused_with_a_sentence(content: bytes, family: type) -> None:
    text = call(_read, content)
    if text is not None:
        experiment = call(family().replace, {"data.name": FAMILIES[family], "data.text": text})
        assert experiment is None or experiment.data.text == text


@fuzz(few=20, many=2000, content=files)
def test_text_for_word_vectors_is_stored_or_refused_with_a_sentence(content: bytes) -> None:
    name = call(kept_texts.keep, content)
    if name is not None:
        text = kept_texts.words_of(name)
        assert kept_texts.words_of(kept_texts.keep(text.encode())) == text, (
            "a text that was read is read the same again"
        )
        experiment = call(Word2Vec().replace, {"data.name": "own", "data.text": name})
        assert experiment is None or experiment.data.text == name


@fuzz(few=10, many=2000, content=files)
def test_text_is_split_into_tokens_or_refused_with_a_sentence(content: bytes) -> None:
    text = call(decode_file, content)
    if text is not None:
        text = text.encode("utf-8", "replace").decode()[:3000]
        answer = call(analyse_text, text, TokensSettings())
        if answer is not None:
            assert answer.bytes == len(text.encode())
            assert answer.characters == answer.tokenizations["characters"].total <= len(text)
            for part in answer.tokenizations.values():
                assert len(part.tokens) == len(part.ids) == len(part.counts)
