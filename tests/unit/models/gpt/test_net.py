"""GPT equals Hugging Face's GPT-2 with its weights; a cache changes nothing that is written; nothing looks ahead."""

from __future__ import annotations

import os

import pytest
import torch
from torch import Generator, Tensor

from nets.layers.transformer_block import StackConfig
from nets.models.gpt.net import GPTNet

os.environ["HF_HUB_OFFLINE"] = "1"
SYMBOLS, LENGTH = 11, 10


def net(mask: str = "causal", tied: bool = True, **switches: object) -> GPTNet:
    """A net in float64 whose weights are large enough to tell everything apart."""
    sizes = {"width": 12, "heads": 3, "layers": 2, "feed_forward": 48, "length": LENGTH} | switches
    made = GPTNet(SYMBOLS, StackConfig(**sizes), mask, tied, Generator().manual_seed(0)).double()  # type: ignore[arg-type]
    random = Generator().manual_seed(1)
    for parameter in made.parameters():
        parameter.data += 0.3 * torch.randn(parameter.shape, generator=random, dtype=torch.float64)
    return made


def symbols(*shape: int) -> Tensor:
    return torch.randint(SYMBOLS, shape, generator=Generator().manual_seed(3))


def test_it_is_hugging_faces_gpt2() -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    ours, ids = net(), symbols(3, LENGTH)
    sizes = {"vocab_size": SYMBOLS, "n_positions": LENGTH, "n_embd": 12, "n_layer": 2, "n_head": 3}
    still = {"attn_pdrop": 0, "embd_pdrop": 0, "resid_pdrop": 0}
    theirs = GPT2LMHeadModel(GPT2Config(**sizes, **still, activation_function="gelu")).double()
    named = dict(theirs.named_parameters())
    pairs = dict(_pairs(ours))
    assert pairs.keys() == named.keys()
    for name, parameter in named.items():
        parameter.data = _theirs(name, pairs[name].detach()).clone()
    scores, wanted = ours(ids), theirs(ids).logits
    torch.testing.assert_close(scores, wanted, rtol=1e-10, atol=1e-10)
    pull = torch.linspace(-1, 1, SYMBOLS, dtype=torch.float64)
    (scores * pull).square().sum().backward()
    (wanted * pull).square().sum().backward()
    for name, parameter in named.items():
        torch.testing.assert_close(_theirs(name, pairs[name].grad), parameter.grad, msg=name)


def _theirs(name: str, own: Tensor) -> Tensor:
    """A parameter as Hugging Face has it, whose matrices named c_ are turned over."""
    return own.T if ".c_" in name and own.ndim == 2 else own


def _pairs(ours: GPTNet) -> list[tuple[str, Tensor]]:
    """Hugging Face's names with our parameters."""
    found = [("transformer.wte.weight", ours.embedding.vectors), ("transformer.wpe.weight", ours.stack.positions)]
    named = [("transformer.ln_f", ours.stack.norm)]
    for at, block in enumerate(ours.stack.blocks):
        parts = {
            "ln_1": block.attention_norm,
            "attn.c_attn": block.attention.in_proj,
            "attn.c_proj": block.attention.out_proj,
            "ln_2": block.feed_forward_norm,
            "mlp.c_fc": block.feed_forward.linear1,
            "mlp.c_proj": block.feed_forward.linear2,
        }
        named += [(f"transformer.h.{at}.{name}", module) for name, module in parts.items()]
    return found + [(f"{name}.{kind}", getattr(module, kind)) for name, module in named for kind in ("weight", "bias")]


@pytest.mark.parametrize("positions", ["none", "sinusoidal", "learned", "rotary"])
def test_reading_on_equals_reading_all(positions: str) -> None:
    made, ids = net(positions=positions, norm="after"), symbols(2, LENGTH)
    whole, state = made(ids), ()
    for begin, end in ((0, 3), (3, 4), (4, 5), (5, 9), (9, 10)):
        scores, state = made.step(ids[:, begin:end], state)
        torch.testing.assert_close(scores, whole[:, begin:end], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("mask", ["causal", "full"])
@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_beyond_its_window_it_reads_the_same_with_the_cache_and_without(positions: str, mask: str) -> None:
    made, ids = net(mask, positions=positions), symbols(2, 2 * LENGTH + 1)
    states: list[tuple[Tensor, ...]] = [(), ()]
    for at in range(ids.shape[1]):
        found = []
        for which, cached in enumerate((True, False)):
            scores, states[which] = made.step(ids[:, at : at + 1], states[which], cached)
            found.append(scores)
        torch.testing.assert_close(*found, rtol=1e-10, atol=1e-10)
        assert states[0][0].shape[1] <= LENGTH


def test_no_place_reads_ahead_unless_the_mask_is_full() -> None:
    ids = symbols(1, LENGTH)
    other = ids.clone()
    other[0, 6] = (ids[0, 6] + 1) % SYMBOLS
    for mask, same in (("causal", True), ("full", False)):
        made = net(mask, tied=False)
        one, two = made(ids), made(other)
        assert torch.equal(one[:, :6], two[:, :6]) is same
        assert not torch.equal(one[:, 6:], two[:, 6:])
