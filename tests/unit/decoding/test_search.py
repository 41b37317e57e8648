"""Beam search equals Hugging Face's `generate` on the same logits, and brute force where that is possible."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from nets.decoding.search import beam_search, greedy_search

START, END, SYMBOLS = 0, 1, 7


class Table:
    """A model whose next token depends on the last two, by a table of random logits."""

    def __init__(self, seed: int, end: float = 0.0) -> None:
        drawn = torch.randn(SYMBOLS, SYMBOLS, SYMBOLS, generator=torch.Generator().manual_seed(seed)) * 2
        drawn[..., END] += end
        drawn[..., START] = -torch.inf
        self.logits = drawn.double()

    def step(self, tokens, state):
        return self.logits[state[0], tokens].log_softmax(dim=1), (tokens,)

    def total(self, answer) -> float:
        before, last, total = START, START, 0.0
        for token in answer:
            total += float(self.logits[before, last].log_softmax(dim=0)[token])
            before, last = last, token
        return total


def state(rows: int = 1):
    return (torch.full((rows,), START),)


@pytest.mark.parametrize("penalty", [0.0, 1.0, 2.0])
def test_beam_as_wide_as_the_vocabulary_equals_brute_force(penalty: float) -> None:
    table = Table(3)
    found = beam_search(table.step, state(), START, END, SYMBOLS, 2, penalty)
    whole = [(END,), *product(range(2, SYMBOLS), range(1, SYMBOLS))]
    best = sorted(whole, key=lambda answer: -table.total(answer) / len(answer) ** penalty)[:SYMBOLS]
    assert [each.tokens for each in found.hypotheses] == best
    for each in found.hypotheses:
        assert each.score == pytest.approx(table.total(each.tokens) / len(each.tokens) ** penalty)


def test_scores_along_the_tree_add_up() -> None:
    table = Table(5)
    found = beam_search(table.step, state(), START, END, 3, 6)
    assert found.nodes[0].parent == -1
    for number, node in enumerate(found.nodes[1:], 1):
        parent = found.nodes[node.parent]
        assert node.parent < number
        assert parent.kept
        assert node.depth == parent.depth + 1
        assert (
            node.total
            == pytest.approx(parent.total + node.log_prob)
            == pytest.approx(table.total(found.tokens(number)))
        )
    depths = [sum(node.kept and not node.finished and node.depth == depth for node in found.nodes) for depth in (1, 2)]
    assert depths == [3, 3]


def test_greedy_equals_a_beam_of_one_and_rows_end_separately() -> None:
    table = Table(8, end=1.0)
    written = greedy_search(table.step, (torch.tensor([0, 2, 3, 5]),), START, END, 9)
    for row, before in zip(written.tolist(), [0, 2, 3, 5], strict=True):
        one = beam_search(table.step, (torch.tensor([before]),), START, END, 1, 9).hypotheses[0].tokens
        assert tuple(token for token in row if token) == one
        assert not any(row[len(one) :])


def test_beam_search_equals_hugging_face_on_the_same_logits(monkeypatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
    from transformers.modeling_outputs import CausalLMOutput

    class Theirs(PreTrainedModel, GenerationMixin):
        config_class = PretrainedConfig

        def __init__(self, table: Table) -> None:
            super().__init__(PretrainedConfig(vocab_size=SYMBOLS, is_encoder_decoder=False))
            self.table, self.nothing = table, torch.nn.Linear(1, 1)

        def forward(self, input_ids, attention_mask=None, **kwargs):
            padded = torch.nn.functional.pad(input_ids, (1, 0), value=START)
            return CausalLMOutput(logits=self.table.logits[padded[:, :-1], padded[:, 1:]])

        def prepare_inputs_for_generation(self, input_ids, **kwargs):
            return {"input_ids": input_ids}

    for seed, width, penalty in product(range(4), (2, 3), (0.0, 1.7)):
        table = Table(seed, end=seed / 2 - 1)
        ours = beam_search(table.step, state(), START, END, width, 8, penalty).hypotheses
        settings = GenerationConfig(
            num_beams=width, num_return_sequences=width, length_penalty=penalty, max_new_tokens=8, do_sample=False,
            eos_token_id=END, pad_token_id=START, bos_token_id=START, return_dict_in_generate=True, output_scores=True,
            use_cache=False,
        )  # fmt: skip
        given = torch.tensor([[START]])
        theirs = Theirs(table).generate(given, attention_mask=torch.ones_like(given), generation_config=settings)
        for mine, row in zip(ours, theirs.sequences[:, 1:].tolist(), strict=True):  # filled up with ends
            assert (*mine.tokens, *[END] * (len(row) - len(mine.tokens))) == tuple(row), (seed, width, penalty)
        assert np.allclose([each.score for each in ours], theirs.sequences_scores, atol=1e-5)
