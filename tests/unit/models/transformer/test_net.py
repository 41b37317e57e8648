"""The whole net equals torch's, one pass equals step after step, and what fills up changes nothing."""

import pytest
import torch
from torch import nn

from nets.layers.decoder import START
from nets.layers.transformer_block import StackConfig
from nets.models.transformer.net import TransformerNet, shift_right

X = torch.tensor([[3, 4, 5, 6, 2], [5, 3, 2, 0, 0]])
Y = torch.tensor([[3, 2, 4, 1], [4, 1, 0, 0]])
KINDS = [{}, {"norm": "after", "positions": "learned"}, {"norm": "off", "positions": "rotary", "activation": "gelu"}]
KINDS += [{"residual": False, "positions": "none"}]


def made(tied: bool = False, **plan) -> TransformerNet:
    given = {"width": 12, "heads": 3, "layers": 2, "feed_forward": 20, "length": 12, "activation": "relu"} | plan
    net = TransformerNet(8, 6, StackConfig(**given), tied, torch.Generator().manual_seed(3)).double().eval()
    for parameter in net.parameters():  # large enough to tell everything apart
        parameter.data += 0.3 * torch.randn(parameter.shape, generator=net.encoder.generator, dtype=torch.float64)
    return net


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize("norm", ["before", "after"])
def test_it_is_torchs_transformer_with_the_same_weights(norm: str) -> None:
    net, first = made(norm=norm, positions="sinusoidal"), norm == "before"
    given = {"dropout": 0.0, "batch_first": True, "norm_first": first, "dtype": torch.float64}
    theirs = nn.Transformer(12, 3, 2, 2, 20, **given).eval()
    if norm == "after":  # torch puts a norm at the end there as well
        theirs.encoder.norm = theirs.decoder.norm = None
    copied(net, theirs)
    x = net.encoder.add_positions(net.embed(net.source, X))
    y = net.decoder.add_positions(net.embed(net.target, shift_right(Y)))
    later = nn.Transformer.generate_square_subsequent_mask(4, dtype=torch.float64)
    masks = {"src_key_padding_mask": X == 0, "memory_key_padding_mask": X == 0, "tgt_mask": later}
    scores = theirs(x, y, **masks) @ net.output.vectors.T
    ours, _weights = net(X, Y)
    assert torch.allclose(ours, scores, atol=1e-12)
    assert torch.allclose(grad(ours, net), grad(scores, net), atol=1e-10)


def grad(scores: torch.Tensor, net: TransformerNet) -> torch.Tensor:
    """What the scores pull at the vectors of the source."""
    return torch.autograd.grad(scores.square().sum(), net.source.vectors)[0]


def copied(net: TransformerNet, theirs: nn.Transformer) -> None:
    """Our weights in torch's modules."""
    for ours, stack in ((net.encoder, theirs.encoder), (net.decoder, theirs.decoder)):
        for block, layer in zip(ours.blocks, stack.layers, strict=True):
            pairs = [(block.attention, layer.self_attn)]
            norms = [block.attention_norm, block.cross_attention_norm, block.feed_forward_norm]
            pairs += [(block.cross_attention, layer.multihead_attn)] if block.cross_attention else []
            for attention, other in pairs:
                other.in_proj_weight.data, other.in_proj_bias.data = attention.in_proj.weight, attention.in_proj.bias
                other.out_proj.weight.data, other.out_proj.bias.data = (
                    attention.out_proj.weight,
                    attention.out_proj.bias,
                )
            for mine, other in (
                (block.feed_forward.linear1, layer.linear1),
                (block.feed_forward.linear2, layer.linear2),
            ):
                other.weight.data, other.bias.data = mine.weight, mine.bias
            for number, norm in enumerate(filter(None, norms), 1):
                getattr(layer, f"norm{number}").load_state_dict(norm.state_dict())
        if ours.norm is not None:
            stack.norm.load_state_dict(ours.norm.state_dict())


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_known_answer_in_one_pass_equals_step_after_step(kind) -> None:
    net = made(**kind)
    scores, _weights = net(X, Y)
    state, memory = net.encode(X)
    tokens = torch.full((2,), START)
    for t in range(Y.shape[1]):
        step, state, _weights = net.step(tokens, state, memory)
        assert torch.allclose(step, scores[:, t], atol=1e-12)
        tokens = Y[:, t]
    assert torch.allclose(net.trace((X, Y))[0], scores, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_padding_changes_nothing_and_every_parameter_learns(kind) -> None:
    net = made(tied=bool(kind), **kind)
    scores, _weights = net(X, Y)
    alone, _weights = net(X[1:, :3], Y[1:])
    assert torch.allclose(scores[1], alone[0], atol=1e-12)
    assert not net.attention_weights(X, Y)[1, :, 3:].any()
    (scores * torch.linspace(-1, 1, 6)).square().sum().backward()
    still = [name for name, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    assert still == []
