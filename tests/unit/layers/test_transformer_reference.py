"""The stack written out to be seen equals the one that runs, whatever is switched; and what is left out is left out."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor

from nets.layers.ablation_mask import AblationMask
from nets.layers.transformer_block import StackConfig, TransformerStack, causal_mask
from nets.layers.transformer_reference import trace_stack

SWITCHES = {
    "before": {},
    "after": {"norm": "after", "activation": "relu", "embedding_norm": True},
    "bare": {"norm": "off", "positions": "none", "residual": False},
    "rotary": {"positions": "rotary", "norm": "off"},
    "sinusoidal": {"positions": "sinusoidal", "residual": False},
}


def plan(**switches: object) -> StackConfig:
    return StackConfig(**({"width": 12, "heads": 3, "layers": 2, "feed_forward": 20, "length": 9} | switches))  # type: ignore[arg-type]


def stack(crossed: bool = False, **switches: object) -> TransformerStack:
    """A stack in float64 whose weights are large enough to tell everything apart."""
    generator = Generator().manual_seed(1)
    made = TransformerStack(plan(**switches), crossed, generator).double().eval()
    for parameter in made.parameters():
        parameter.data += 0.4 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    return made


def vectors(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(2), dtype=torch.float64)


@pytest.mark.parametrize("crossed", [False, True])
@pytest.mark.parametrize("name", SWITCHES)
def test_written_out_it_is_the_same(name: str, crossed: bool) -> None:
    made, x = stack(crossed, **SWITCHES[name]), vectors(4, 7, 12)
    memory = vectors(4, 5, 12) * 0.7 if crossed else None
    there = torch.arange(5) < torch.tensor([5, 3, 1, 4])[:, None] if crossed else None
    trace = trace_stack(made, x, causal_mask(7), memory, there)
    torch.testing.assert_close(trace.out, made(x, causal_mask(7), memory, there), rtol=1e-10, atol=1e-10)
    for layer in trace.layers:
        added = layer.attention.head_outputs.sum(dim=1)
        biases = layer.attention.output - added
        torch.testing.assert_close(biases, biases[:1, :1].expand_as(biases))  # the rest is the same at every place


def test_what_is_left_out_is_what_weights_of_nought_leave_out() -> None:
    made, silent, x, memory = stack(True), stack(True), vectors(2, 5, 12), vectors(2, 3, 12)
    first, second = silent.blocks
    first.attention.out_proj.weight.data[:, 4:8] = 0  # head 1 of 3
    first.cross_attention.out_proj.weight.data[:, 8:] = 0
    for layer in (second.attention.out_proj, first.feed_forward.linear2):
        layer.weight.data.zero_()
        layer.bias.data.zero_()
    heads, crossed = frozenset({(0, 1)}), frozenset({(0, 2)})
    without = AblationMask(heads, crossed, attentions=frozenset({1}), feed_forwards=frozenset({0}))
    out = trace_stack(made, x, causal_mask(5), memory, without=without).out
    torch.testing.assert_close(out, silent(x, causal_mask(5), memory), rtol=1e-10, atol=1e-10)
    bare = stack(True, norm="off", positions="none")
    bare.load_state_dict(made.state_dict(), strict=False)
    out = trace_stack(made, x, causal_mask(5), memory, without=AblationMask(norms=True, positions=True)).out
    torch.testing.assert_close(out, bare(x, causal_mask(5), memory), rtol=1e-10, atol=1e-10)
