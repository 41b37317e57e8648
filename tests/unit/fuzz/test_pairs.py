"""Pairs of texts as users paste or save them."""

from __future__ import annotations

from hypothesis import strategies as st

from nets.datasets.pairs import upload_pairs
from nets.models.seq2seq.experiment import Seq2Seq
from tests.support.fuzz.limits import call, check_sentence, fuzz
from tests.support.fuzz.setting_values import WORDS

SIDES = ("Hello there, my friend", "你好", "a", "", '"', '"x', '"a, b"', "1", "->", "x" * 70, "w " * 80, "\x00", "\t")
sides = st.one_of(st.sampled_from((*SIDES, *WORDS)), st.text(max_size=12))
lines = st.tuples(sides, st.sampled_from(("\t", "->", ";", "|", ",", " → ", "")), sides).map("".join)
texts = st.tuples(st.lists(lines, max_size=12), st.sampled_from(("\n", "\r\n", "\r"))).map(
    lambda parts: parts[1].join(parts[0])
)
files = st.tuples(texts, st.sampled_from(("utf-8", "utf-16", "gb18030", "latin-1"))).map(
    lambda parts: parts[0].encode(parts[1], "replace")
)


@fuzz(few=50, many=5000, content=st.one_of(texts, files, st.binary(max_size=120)))
def test_pairs_are_read_or_refused_with_a_sentence(content: str | bytes) -> None:
    answer = call(upload_pairs.read, content)
    if answer is not None:
        assert answer.pairs
        assert all(source and target for source, target in answer.pairs)
        assert upload_pairs.read(answer.text).pairs == answer.pairs
        for why in (*answer.notes, *answer.problems):
            check_sentence(why)
        for direction in ("forward", "back"):
            changes = {"data.name": "own", "data.own": answer.text, "data.way": direction}
            experiment = call(Seq2Seq().replace, changes)
            assert experiment is None or experiment.data.own == answer.text
