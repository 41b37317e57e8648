"""Encoder and decoder: one pass over a known answer equals step after step, and what fills up changes nothing."""

import pytest
import torch

from nets.layers import recurrent_cells as cells
from nets.layers.decoder import END, START, most_likely_token
from nets.models.seq2seq.net import Seq2SeqNet

X = torch.tensor([[3, 4, 5, 6, 2], [5, 3, 2, 0, 0]])
Y = torch.tensor([[3, 2, 4, 1], [4, 1, 0, 0]])
KINDS = [("gru", "gru", "additive", True), ("lstm", "lstm", "dot", False), ("rnn", "lstm", "none", True)]
KINDS += [("cnn", "rnn", "scaled", False), ("cnn", "gru", "none", False)]


def made(encoder: str, decoder: str, attention: str, both: bool, **options) -> Seq2SeqNet:
    generator = torch.Generator().manual_seed(3)
    return Seq2SeqNet(8, 6, encoder, decoder, attention, 5, 7, generator, both=both, **options).double()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_known_answer_in_one_pass_equals_step_after_step(kind) -> None:
    net = made(*kind, layers=2).eval()
    scores, weights = net(X, Y)
    state, memory = net.encode(X)
    tokens = torch.full((2,), START)
    for t in range(Y.shape[1]):
        step, state, shares = net.decoder.step(tokens, state, memory)
        assert torch.allclose(step, scores[:, t], atol=1e-12)
        if weights is not None:
            assert torch.allclose(shares, weights[:, t], atol=1e-12)
        tokens = Y[:, t]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_padding_changes_nothing_and_every_parameter_learns(kind) -> None:
    net = made(*kind)
    scores, weights = net(X, Y)
    alone, _ = net(X[1:, :3], Y[1:])
    assert torch.allclose(scores[1], alone[0], atol=1e-12)
    longer, _ = net(torch.nn.functional.pad(X, (0, 4)), Y)
    assert torch.allclose(scores, longer, atol=1e-12)
    if weights is not None:
        assert not weights[1, :, 3:].any()
    (scores * torch.linspace(-1, 1, 6)).square().sum().backward()
    assert [name for name, p in net.named_parameters() if p.grad is None or not p.grad.any()] == []


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_decoders_states_are_those_of_the_written_out_cell(cell: str) -> None:
    net = made("gru", cell, "dot", False).eval()
    state, _memory = net.encode(X)
    hidden, _last = net.decoder.hidden_states(Y, state, 0.0, None)
    h, c = state[0], state[-1]
    for t in range(Y.shape[1]):
        step = cells.CELLS[cell](net.decoder.cell.forward_layer, net.decoder.embedding(Y[:, t]), h, c, {})
        h, c = step["hidden"], step.get("cell", c)
        assert torch.allclose(hidden[:, t], h, atol=1e-12)


def test_an_answer_that_the_net_writes_is_its_own_likeliest_and_stops() -> None:
    net = made("gru", "gru", "additive", True).eval()
    written = net.generate(*net.encode(X), 6)
    scores, _ = net(X, written)
    for row, likely in zip(written, scores, strict=True):
        length = row.tolist().index(END) + 1 if END in row else 6
        assert torch.equal(row[:length], most_likely_token(likely[:length]))
        assert not row[length:].any()


def test_forcing_mixes_in_what_the_net_would_have_written() -> None:
    net = made("gru", "gru", "additive", True)
    state, memory = net.encode(X)
    told = torch.cat([torch.full_like(Y[:, :1], START), Y[:, :-1]], dim=1)
    own = net.decoder.mix_tokens(told, state, memory, 0.0, net.generator)
    tokens = told[:, 0]
    for t in range(Y.shape[1]):
        assert torch.equal(own[:, t], torch.where(told[:, t] == START, START, tokens))
        scores, state, _shares = net.decoder.step(own[:, t], state, memory)
        tokens = most_likely_token(scores)
    net.forcing = 0.0
    free, _ = net(X, Y)
    net.forcing = 1.0
    forced, _ = net(X, Y)
    assert torch.allclose(free[:, 0], forced[:, 0])
    assert not torch.allclose(free[0, 1:], forced[0, 1:])
