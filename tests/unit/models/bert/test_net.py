"""The net equals Hugging Face's BERT with the same weights: every head, every gradient; and its masks hide."""

from __future__ import annotations

import os

import pytest
import torch
from torch import Generator, Tensor
from torch.nn import functional

from nets.layers.transformer_block import StackConfig
from nets.models.bert.judge import SKIP, MaskedBatch, pretraining_figures, pretraining_loss
from nets.models.bert.masking import join_sentences
from nets.models.bert.net import BertNet

os.environ["HF_HUB_OFFLINE"] = "1"
SYMBOLS, WIDTH, LENGTH = 23, 12, 10


def net(**switches: object) -> BertNet:
    """A net in float64 whose weights are large enough to tell everything apart."""
    sizes = {
        "width": WIDTH,
        "heads": 3,
        "layers": 2,
        "feed_forward": 20,
        "norm": "after",
        "length": LENGTH,
        "embedding_norm": True,
    }
    made = BertNet(SYMBOLS, StackConfig(**(sizes | switches)), 2, Generator().manual_seed(1)).double()  # type: ignore[arg-type]
    random = Generator().manual_seed(2)
    for parameter in made.parameters():
        parameter.data += 0.3 * torch.randn(parameter.shape, generator=random, dtype=torch.float64)
    return made


def renamed(made: BertNet) -> dict[str, Tensor]:
    """Our parameters under Hugging Face's names."""
    found = {
        "bert.embeddings.word_embeddings.weight": made.embedding.vectors,
        "bert.embeddings.token_type_embeddings.weight": made.segment_embedding.vectors,
        "bert.embeddings.position_embeddings.weight": made.stack.positions,
        "cls.predictions.bias": made.head.bias,
        "cls.predictions.decoder.weight": made.embedding.vectors,
        "cls.predictions.decoder.bias": made.head.bias,
    }
    pairs = {
        "bert.embeddings.LayerNorm": made.stack.embedding_norm,
        "bert.pooler.dense": made.pooler,
        "cls.seq_relationship": made.next_sentence,
        "cls.predictions.transform.dense": made.head.transform,
        "cls.predictions.transform.LayerNorm": made.head.norm,
    }
    for at, block in enumerate(made.stack.blocks):
        name = f"bert.encoder.layer.{at}"
        pairs |= {
            f"{name}.attention.output.dense": block.attention.out_proj,
            f"{name}.attention.output.LayerNorm": block.attention_norm,
            f"{name}.intermediate.dense": block.feed_forward.linear1,
            f"{name}.output.dense": block.feed_forward.linear2,
            f"{name}.output.LayerNorm": block.feed_forward_norm,
        }
        for kind in ("weight", "bias"):
            parts = getattr(block.attention.in_proj, kind).chunk(3)
            for part, each in zip(("query", "key", "value"), parts, strict=True):
                found[f"{name}.attention.self.{part}.{kind}"] = each
    return found | {
        f"{name}.{kind}": getattr(module, kind) for name, module in pairs.items() for kind in ("weight", "bias")
    }


@pytest.fixture(scope="module")
def theirs():
    from transformers import BertConfig, BertForPreTraining

    sizes = {"vocab_size": SYMBOLS, "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 3}
    config = BertConfig(
        **sizes, intermediate_size=20, max_position_embeddings=LENGTH, hidden_act="gelu", layer_norm_eps=1e-5,
        attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return BertForPreTraining(config).double()


def test_it_equals_hugging_face_in_every_head_and_gradient(theirs) -> None:
    ours = net()
    missing, unexpected = theirs.load_state_dict(
        {k: v.detach().clone() for k, v in renamed(ours).items()}, strict=False
    )
    assert not unexpected
    assert all(name.endswith("position_ids") for name in missing)
    ids, segments = join_sentences(torch.tensor([[7, 8, 9], [10, 11, 0]]), torch.tensor([[12, 13, 0], [14, 0, 0]]))
    asked = torch.full_like(ids, SKIP)
    asked[0, 2], asked[1, 1], asked[1, 4] = 15, 16, 17
    apart = torch.tensor([0, 1])
    told = theirs(ids, ids.ne(0).long(), segments, labels=asked, next_sentence_label=apart)
    real = ids != 0
    assert (ours(ids, segments) - told.prediction_logits)[real].abs().max() < 1e-12
    assert (ours.next_sentence_logits(ours.encode(ids, segments)) - told.seq_relationship_logits).abs().max() < 1e-12
    loss = pretraining_loss(ours, MaskedBatch(ids, segments, asked, apart))
    assert abs(loss - told.loss) < 1e-12
    loss.backward()
    told.loss.backward()
    slopes = {name: parameter.grad for name, parameter in theirs.named_parameters()}
    gradients = net()
    for mine, other in zip(gradients.parameters(), ours.parameters(), strict=True):
        mine.data = torch.zeros_like(other) if other.grad is None else other.grad
    for name, mine in renamed(gradients).items():
        if name in slopes:
            assert (mine - slopes[name]).abs().max() < 1e-11, name


@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_it_reads_both_ways_but_nothing_that_fills_up(positions: str) -> None:
    made = net(positions=positions).eval()
    ids, segments = join_sentences(torch.tensor([[7, 8, 9, 10, 11], [7, 8, 9, 0, 0]]))
    alone = made(ids[1:, :5], segments[1:, :5])
    assert (made(ids, segments)[1:, :5] - alone).abs().max() < 1e-12
    changed = ids.clone()
    changed[0, 5] = 12
    assert (made(changed, segments) - made(ids, segments))[0, 1].abs().max() > 1e-6  # it looks ahead
    scores, trace = made.trace((ids, segments))
    assert (scores - made(ids, segments))[ids != 0].abs().max() < 1e-12
    assert not trace.layers[0].attention.weights[1, :, :, 5:].any()


def test_figures_are_those_of_a_hand_count() -> None:
    made = net().eval()
    ids, segments = join_sentences(torch.tensor([[7, 8], [9, 10]]), torch.tensor([[11, 12], [13, 0]]))
    asked = torch.full_like(ids, SKIP)
    asked[0, 1], asked[1, 1], asked[1, 2] = 7, 5, 6
    found = pretraining_figures(made, MaskedBatch(ids, segments, asked, torch.tensor([0, 1])))
    scores, follows = made(ids, segments), made.next_sentence_logits(made.encode(ids, segments))
    asked_of = [(scores[0, 1], 7), (scores[1, 1], 5), (scores[1, 2], 6)]
    losses = [-torch.log_softmax(one, 0)[truth].item() for one, truth in asked_of]
    apart = functional.cross_entropy(follows, torch.tensor([0, 1])).item()
    assert found["loss"] == pytest.approx(sum(losses) / 3 + apart)
    assert found["accuracy"] == pytest.approx(sum(int(one.argmax()) == truth for one, truth in asked_of) / 3)
    assert found["next"] == pytest.approx(float((follows.argmax(1) == torch.tensor([0, 1])).float().mean()))
