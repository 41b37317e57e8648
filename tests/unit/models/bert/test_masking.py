"""What is shown and what is asked: rows of two, blanks at the rates of Hugging Face's collator, torn pairs."""

from __future__ import annotations

import os

import torch
from torch import Generator

from nets.models.bert.corpus import FIRST, MASK
from nets.models.bert.masking import SKIP, draw_second_sentences, join_sentences, mask_tokens

os.environ["HF_HUB_OFFLINE"] = "1"
SYMBOLS = 205


def test_two_sentences_become_one_row() -> None:
    ids, segments = join_sentences(torch.tensor([[7, 8, 9], [10, 0, 0]]), torch.tensor([[11, 0], [12, 13]]))
    assert ids.tolist() == [[2, 7, 8, 9, 3, 11, 3], [2, 10, 3, 12, 13, 3, 0]]
    assert segments.tolist() == [[0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1, 0]]
    assert join_sentences(torch.tensor([[7, 8], [9, 0]]))[0].tolist() == [[2, 7, 8, 3], [2, 9, 3, 0]]


def rates(shown: torch.Tensor, asked: torch.Tensor, ids: torch.Tensor, mask: int) -> list[float]:
    """Shares: of places that are asked; of those, hidden, replaced, left as they are."""
    there = asked != SKIP
    hidden, same = shown[there] == mask, shown[there] == ids[there]
    return [float(each.double().mean()) for each in (there, hidden, ~hidden & ~same, same)]


def test_blanks_come_at_the_rates_of_hugging_faces_collator() -> None:
    from tokenizers import Tokenizer, models
    from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

    ids = torch.randint(FIRST, SYMBOLS, (400, 250), generator=Generator().manual_seed(0))
    shown, asked = mask_tokens(ids, SYMBOLS, 0.15, Generator().manual_seed(1))
    assert torch.equal(torch.where(asked == SKIP, ids, asked), ids)
    assert torch.equal(shown[asked == SKIP], ids[asked == SKIP])
    words = {name: at for at, name in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))}
    words |= {f"w{at}": at for at in range(FIRST, SYMBOLS)}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(words, "[UNK]")), pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip
    torch.manual_seed(0)
    theirs = DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15)([{"input_ids": row} for row in ids])
    ours = rates(shown, asked, ids, MASK)
    assert max(map(abs, torch.tensor(ours) - torch.tensor([0.15, 0.8, 0.1, 0.1]))) < 0.012  # 4 deviations
    told = rates(theirs["input_ids"], theirs["labels"], ids, tokenizer.mask_token_id)
    assert max(abs(one - other) for one, other in zip(ours, told, strict=True)) < 0.015


def test_marks_and_what_fills_up_are_never_asked() -> None:
    ids, _segments = join_sentences(torch.tensor([[7, 8, 9, 1]] * 50 + [[7, 0, 0, 0]] * 50))
    shown, asked = mask_tokens(ids, SYMBOLS, 0.8, Generator().manual_seed(0))
    assert (asked != SKIP).any()
    assert (asked[ids < FIRST] == SKIP).all()
    assert torch.equal(shown[ids < FIRST], ids[ids < FIRST])


def test_half_of_the_pairs_are_torn_apart_and_said_to_be() -> None:
    indices = torch.arange(3000) % 100
    others, apart = draw_second_sentences(100, Generator().manual_seed(0), indices)
    assert torch.equal(others != indices, apart.bool())
    assert abs(float(apart.double().mean()) - 0.5) < 0.04
    assert set(others.tolist()) == set(range(100))
