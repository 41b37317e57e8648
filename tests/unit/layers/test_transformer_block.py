"""A block with torch's weights computes what torch's layer does, forward and back; rotary products tell distances."""

from __future__ import annotations

import math
from itertools import product

import pytest
import torch
from torch import Generator, Tensor, nn

from nets.layers.positions import apply_rotary, position_angles, sinusoidal_positions
from nets.layers.transformer_block import StackConfig, TransformerStack, causal_mask

NAMES = {
    "attention.in_proj.": "self_attn.in_proj_",
    "attention.out_proj.": "self_attn.out_proj.",
    "cross_attention.in_proj.": "multihead_attn.in_proj_",
    "cross_attention.out_proj.": "multihead_attn.out_proj.",
    "feed_forward.linear1.": "linear1.",
    "feed_forward.linear2.": "linear2.",
    "attention_norm.": "norm1.",
}


def theirs(name: str, crossed: bool) -> str:
    """torch's name of one of our parameters."""
    names = NAMES | {"cross_attention_norm.": "norm2.", "feed_forward_norm.": "norm3." if crossed else "norm2."}
    part, kind = name.rsplit(".", 1)
    return names[part + "."] + kind


def vectors(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(sum(shape)), dtype=torch.float64)


@pytest.mark.parametrize("crossed", [False, True], ids=["encoder", "decoder"])
@pytest.mark.parametrize(
    ("norm", "bend"), [("before", "gelu"), ("before", "relu"), ("after", "gelu"), ("after", "relu")]
)
def test_it_is_torchs_layer_forward_and_back(norm: str, bend: str, crossed: bool) -> None:
    plan = StackConfig(12, 3, 1, 20, norm=norm, positions="none", activation=bend)
    ours = TransformerStack(plan, crossed, Generator().manual_seed(0)).double()
    ours.norm = None  # torch's layer has none behind it
    kind = nn.TransformerDecoderLayer if crossed else nn.TransformerEncoderLayer
    layer = kind(12, 3, 20, 0.0, bend, batch_first=True, norm_first=norm == "before", dtype=torch.float64)
    for parameter in layer.parameters():
        parameter.data = vectors(*parameter.shape) * 0.5
    own = dict(ours.blocks[0].named_parameters())
    for name, parameter in own.items():
        parameter.data.copy_(layer.get_parameter(theirs(name, crossed)))
    x, memory, mask = vectors(2, 5, 12), vectors(2, 4, 12), causal_mask(5)
    there = torch.tensor([[True, True, True, False], [True, False, True, True]])
    if crossed:
        made = ours(x, mask, memory, there)
        wanted = layer(x, memory, tgt_mask=~mask, memory_key_padding_mask=~there)
    else:
        made, wanted = ours(x, mask), layer(x, src_mask=~mask)
    torch.testing.assert_close(made, wanted, rtol=1e-11, atol=1e-11)
    pull = vectors(*made.shape)
    (made * pull).sum().backward()
    (wanted * pull).sum().backward()
    for name, parameter in own.items():
        torch.testing.assert_close(parameter.grad, layer.get_parameter(theirs(name, crossed)).grad, msg=name)


def test_rotary_products_depend_on_the_distance_alone() -> None:
    query, key = vectors(1, 1, 1, 8).expand(1, 1, 9, 8), vectors(1, 1, 1, 8).expand(1, 1, 9, 8)
    turned = position_angles(9, 8).double()
    products = (apply_rotary(query, turned) @ apply_rotary(key, turned).transpose(2, 3))[0, 0]
    for apart in range(9):
        along = products.diagonal(-apart)
        torch.testing.assert_close(along, along[:1].expand_as(along), rtol=1e-5, atol=1e-5)
    assert products[:, 0].std() > 0.1  # and at different distances they differ


def test_places_are_told_as_the_papers_say() -> None:
    table, turned, x = sinusoidal_positions(6, 8), position_angles(6, 8).double(), vectors(1, 1, 6, 8)
    made = apply_rotary(x, turned)[0, 0]
    for t, i in product(range(6), range(4)):
        angle = t / 10_000 ** (2 * i / 8)
        assert table[t, 2 * i : 2 * i + 2].tolist() == pytest.approx([math.sin(angle), math.cos(angle)], abs=1e-5)
        a, b = x[0, 0, t, 2 * i : 2 * i + 2].tolist()
        wanted = [a * math.cos(angle) - b * math.sin(angle), a * math.sin(angle) + b * math.cos(angle)]
        assert made[t, 2 * i : 2 * i + 2].tolist() == pytest.approx(wanted, abs=1e-5)
