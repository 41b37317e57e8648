"""The captioner's net: it equals a reference, gradients reach everything, what it writes is what it was asked for."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from nets.models.captioner.build import bare
from nets.models.captioner.experiment import Captioner
from nets.models.captioner.judge import figures_of, loss_of

SMALL = {"data.longest": 2, "net.channels": "3,4", "net.hidden": 6, "net.embedding": 5, "data.examples": 100}


def made(**changes):
    """A small net in float64."""
    experiment = Captioner().replace(SMALL | {key.replace("_", ".", 1): value for key, value in changes.items()})
    return experiment, bare(experiment, torch.Generator().manual_seed(3)).double()


def strips(experiment, count=4):
    return torch.randn(count, *experiment.image, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def reference(net, experiment, x, captions):
    """Scores and shares by torch's own convolution, batch norm and GRU cell, one step after the other."""
    for block in net.blocks:
        x = functional.conv2d(x, block.weight, block.bias, padding=1)
        x = functional.batch_norm(
            x, block.norm.running_mean, block.norm.running_var, block.norm.weight, block.norm.bias
        )
        x = functional.max_pool2d(functional.relu(x), 2)
    rows, columns = experiment.places
    memory = torch.stack(
        [
            x[:, :, i, j] + net.positions.rows[:, i, 0] + net.positions.columns[:, 0, j]
            for i in range(rows)
            for j in range(columns)
        ],
        dim=1,
    )  # (B, S, C)
    decoder, attention = net.decoder, net.decoder.attention
    cell = nn.GRUCell(decoder.embedding.vectors.shape[1] + memory.shape[2], decoder.hidden).double()
    cell.load_state_dict(
        {name.removesuffix("_l0"): value for name, value in decoder.cell.forward_layer.state_dict().items()}
    )
    state = torch.tanh(functional.linear(memory.mean(dim=1), decoder.bridge.weight, decoder.bridge.bias))
    context, before = torch.zeros_like(memory[:, 0]), torch.zeros(len(x), dtype=torch.int64)
    scores, shares = [], []
    for t in range(captions.shape[1]):
        state = cell(torch.cat([decoder.embedding.vectors[before], context], dim=1), state)
        query, keys = functional.linear(state, attention.query_proj.weight), memory @ attention.key_proj.weight.T
        energy = torch.tanh(query[:, None] + keys) @ attention.score_proj.weight[0]  # (B, S)
        share = energy.softmax(dim=1)
        context = (share[:, :, None] * memory).sum(dim=1)
        scores.append(functional.linear(torch.cat([state, context], 1), decoder.output.weight, decoder.output.bias))
        shares.append(share)
        before = captions[:, t]
    return torch.stack(scores, dim=1), torch.stack(shares, dim=1)


def test_it_equals_a_reference_with_the_same_weights() -> None:
    experiment, net = made()
    net.eval()
    for norm in (block.norm for block in net.blocks):
        norm.running_mean.uniform_(-1, 1)
        norm.running_var.uniform_(0.5, 2)
    captions = torch.tensor([[3, 5, 1], [2, 1, 0], [11, 11, 1], [4, 4, 1]])
    x = strips(experiment)
    with torch.no_grad():
        scores, shares = net.decode(x, captions)
        wanted, looked = reference(net, experiment, x, captions)
    assert torch.allclose(scores, wanted, atol=1e-12)
    assert torch.allclose(shares, looked, atol=1e-12)
    assert torch.allclose(shares.sum(dim=2), torch.ones(4, 3, dtype=torch.float64))


def test_what_it_writes_by_itself_is_what_it_says_when_told_its_own_words() -> None:
    experiment, net = made(data_longest=4)
    net.eval()
    with torch.no_grad():
        words, scores, shares = net(strips(experiment))
        again, looked = net.decode(strips(experiment), words)
    assert words.shape == (4, 5)
    for row, told in zip(words.tolist(), (scores - again).abs().amax(dim=2).tolist(), strict=True):
        upto = row.index(1) + 1 if 1 in row else len(row)
        assert max(told[:upto]) < 1e-12
        assert all(word == 0 for word in row[upto:]), "nothing is said behind the end"
    assert torch.allclose(shares[:, 0], looked[:, 0])


@pytest.mark.parametrize("decoder", ["gru", "lstm"])
@pytest.mark.parametrize("attention", ["dot", "additive", "scaled", "none"])
def test_gradients_reach_every_parameter(decoder: str, attention: str) -> None:
    experiment, net = made(net_decoder=decoder, net_attention=attention, net_forcing=0.5, net_dropout=0.1)
    captions = torch.tensor([[3, 5, 1], [2, 1, 0], [11, 9, 1], [4, 4, 1]])
    loss_of(net.decode(strips(experiment), captions)[0], captions).backward()
    dead = [name for name, parameter in net.named_parameters() if parameter.grad is None or not parameter.grad.any()]
    assert not dead


def test_without_the_truth_it_is_told_its_own_word() -> None:
    experiment, net = made()
    x, captions = strips(experiment), torch.tensor([[3, 5, 1]] * 4)
    net.forcing = 0.0
    with torch.no_grad():
        told, _shares = net.decode(x, captions)  # in training: batch norm takes the batch's own figures
        own = told[:, :, 1:].argmax(dim=2) + 1
        net.forcing = 1.0
        forced, _shares = net.decode(x, own)
        first, _shares = net.decode(x, captions)
    assert torch.allclose(told, forced)
    assert torch.allclose(told[:, 0], first[:, 0])


def test_figures_count_captions_words_and_the_look() -> None:
    class Parrot:
        def decode(self, x, captions):
            return torch.zeros(len(x), 3, 12), None

        def __call__(self, x):
            words = torch.tensor([[3, 5, 1], [2, 1, 0], [9, 9, 9]])
            shares = torch.tensor([0.5, 0.25, 0.25]).repeat(3, 3, 1)
            return words, torch.zeros(3, 3, 12), shares

    captions = torch.tensor([[3, 5, 1], [2, 1, 0], [9, 8, 1]])
    figures = figures_of(Parrot(), torch.zeros(3, 1, 4, 4), captions)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["words"] == pytest.approx(6 / 8)
    assert figures["focus"] == 0.5
    assert figures["loss"] == pytest.approx(torch.log(torch.tensor(12.0)).item())
