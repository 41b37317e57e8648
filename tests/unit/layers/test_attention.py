"""Attention of one head scores by its formulas, masks included; where nothing is to read it gives 0."""

import math

import pytest
import torch
from torch.nn import functional

from nets.layers.attention import SingleHeadAttention, masked_softmax

GENERATOR = torch.Generator().manual_seed(0)


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=GENERATOR).requires_grad_()


def mask_of(*lengths: int, size: int) -> torch.Tensor:
    return torch.arange(size) < torch.tensor(lengths)[:, None]  # (B, S)


def slopes(outputs: torch.Tensor, *inputs: torch.Tensor) -> list[torch.Tensor]:
    """The gradients of an uneven sum of outputs."""
    shares = torch.linspace(-1, 2, outputs.numel(), dtype=outputs.dtype).view_as(outputs)
    return list(torch.autograd.grad((outputs * shares).sum(), inputs, retain_graph=True))


def score(net: SingleHeadAttention, q: torch.Tensor, k: torch.Tensor) -> float:
    """The formula of the kind, for one query (Q,) and one key (K,)."""
    a, c = (part and part.weight for part in (net.query_proj, net.key_proj))
    if net.kind == "dot":
        return float((q @ (k if c is None else c @ k)).detach())
    if net.kind == "additive":
        return float((net.score_proj.weight[0] @ torch.tanh(a @ q + c @ k)).detach())
    return float(((a @ q) @ (c @ k)).detach()) / math.sqrt(len(a))


@pytest.mark.parametrize("kind", ["dot", "general", "additive", "scaled"])
def test_each_kind_scores_by_its_formula(kind: str) -> None:
    query = 5 if kind == "dot" else 4
    net = SingleHeadAttention(kind.replace("general", "dot"), query, 5, 3, GENERATOR).double()
    q, k, v, lengths = drawn(2, 3, query), drawn(2, 6, 5), drawn(2, 6, 7), (6, 4)
    context, weights = net(q, k, v, mask_of(*lengths, size=6))
    for b, t in ((b, t) for b in range(2) for t in range(3)):
        raised = [math.exp(score(net, q[b, t], key)) for key in k[b, : lengths[b]]]
        shares = torch.tensor([each / sum(raised) for each in raised], dtype=torch.float64)
        assert torch.allclose(weights[b, t, : len(shares)], shares, atol=1e-12)
        assert torch.allclose(context[b, t], shares @ v[b, : len(shares)], atol=1e-12)
    assert not weights[1, :, 4:].any()
    assert not list(net.buffers())
    assert all(slope.any() for slope in slopes(context, *net.parameters(), q, k, v))


def test_scaled_attention_equals_torchs_forward_and_back() -> None:
    net = SingleHeadAttention("scaled", 4, 5, 3, GENERATOR).double()
    q, k, v, mask = drawn(3, 2, 4), drawn(3, 6, 5), drawn(3, 6, 7), mask_of(6, 3, 1, size=6)
    ours, _weights = net(q, k, v, mask)
    theirs = functional.scaled_dot_product_attention(net.query_proj(q), net.key_proj(k), v, attn_mask=mask[:, None])
    assert torch.allclose(ours, theirs, atol=1e-12)
    for one, other in zip(slopes(ours, q, k, v), slopes(theirs, q, k, v), strict=True):
        assert torch.allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("kind", ["dot", "additive", "scaled"])
def test_padding_changes_nothing_and_nothing_to_read_gives_zeros(kind: str) -> None:
    net = SingleHeadAttention(kind, 4, 5, 3, GENERATOR).double()
    q, k, v, mask = drawn(3, 2, 4), drawn(3, 6, 5), drawn(3, 6, 7), mask_of(6, 3, 0, size=6)
    context, weights = net(q, k, v, mask)
    alone, _ = net(q[1:2], k[1:2, :3], v[1:2, :3], mask[1:2, :3])
    assert torch.allclose(context[1], alone[0], atol=1e-12)
    assert not context[2].any()
    assert not weights[2].any()
    of_k, of_v = slopes(context, k, v)
    assert torch.isfinite(of_k).all()
    assert not of_k[~mask].any()
    assert not of_v[~mask].any()
    full = torch.full((1, 1, 2), 1e30)
    assert masked_softmax(full, torch.tensor([[[True, False]]])).tolist() == [[[1.0, 0.0]]]
