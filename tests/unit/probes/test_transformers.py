"""What probes say of a transformer, against calculations of their own."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from nets.experiment.user_error import Problem
from nets.layers.transformer_block import StackConfig
from nets.models.gpt.net import GPTNet
from nets.models.gpt.sizes import Shape, parameters, parts
from nets.probes import ATTENTION, ask
from nets.probes.attention.attention_heads import head_patterns, rollout
from nets.probes.attention.text_input import TextInput
from nets.probes.example_row import example_row
from nets.training.task import TaskPart

torch.set_num_threads(1)
SYMBOLS = "·abcdefg"
SIZES = {"width": 12, "heads": 3, "layers": 2, "feed_forward": 20, "length": 9}


class Letters:
    """Six rows of letters, each foretelling the next; nothing is asked of the first three."""

    silent = (0,)

    def __init__(self) -> None:
        ids = torch.randint(1, len(SYMBOLS), (6, 9), generator=torch.Generator().manual_seed(3))
        self.inputs = self.test_inputs = ids[:, :-1]
        self.targets = self.test_targets = torch.where(torch.arange(8) < 3, -100, ids[:, 1:])
        self.train = self.test = TaskPart(self.inputs, self.targets)

    def text_input(self, part="test", index=0, text="", **_more) -> TextInput:
        if text:
            ids, targets = torch.tensor([SYMBOLS.index(each) for each in text]), torch.full((len(text),), -100)
        else:
            ids, targets, index = example_row(self, part, index)
        symbols = [SYMBOLS[at] for at in ids.tolist()]
        return TextInput((ids[None],), symbols, targets, SYMBOLS, (6, 6), "own" if text else part, index, text)


def built(mask: str = "causal", **plan) -> tuple[GPTNet, Letters]:
    """A net in float64 whose weights are large enough to make a difference."""
    net = GPTNet(len(SYMBOLS), StackConfig(**(SIZES | plan)), mask, True, torch.Generator().manual_seed(1)).double()
    for name, parameter in net.named_parameters():
        if parameter.ndim > 1:
            parameter.data *= 1.5
        elif "norm" in name:
            parameter.data += 0.2 * torch.randn(parameter.shape, generator=net.stack.generator, dtype=torch.float64)
    return net, Letters()


@pytest.mark.parametrize("probe", sorted(ATTENTION.keys() - {"mask_predictions", "masked_batch"}))
def test_a_probe_answers_with_arrays_and_leaves_the_net_as_it_was(probe):
    net, task = built(positions="rotary")
    net.embedding.eval()  # modes that differ come back as they were
    modes = [module.training for module in net.modules()]
    weights = [parameter.clone() for parameter in net.parameters()]
    asked = {"most": 16} if probe == "kv_cache_speed" else {}
    first, second = (ask(probe, net, task, **asked) for _ in range(2))
    assert all(isinstance(value, np.ndarray) and value.dtype != object for value in first.values())
    if probe != "kv_cache_speed":
        assert all(
            np.array_equal(first[name], second[name], equal_nan=True) for name in first if first[name].dtype.kind == "f"
        )
    assert [module.training for module in net.modules()] == modes
    assert all((parameter == before).all() for parameter, before in zip(net.parameters(), weights, strict=True))
    assert all(parameter.grad is None for parameter in net.parameters())


def test_a_head_is_what_its_numbers_make_of_each_other():
    """The query of a place times each key, by hand, to the softmax, to what the head's slice of the matrix adds."""
    net, task = built()
    found = ask("attention_head", net, task, layer=1, head=2, at=-1)
    query, key, value = found["query"], found["key"], found["value"]
    assert np.allclose(found["raw"], query @ key.T, atol=1e-4)
    assert np.allclose(found["product"].sum(axis=1), found["raw"][7], atol=1e-4)
    assert np.allclose(found["scaled"], found["raw"] / math.sqrt(4), atol=1e-4)
    powers = np.exp(found["scaled"]) * np.tril(np.ones((8, 8)))
    assert np.allclose(found["weights"], powers / powers.sum(axis=1, keepdims=True), atol=1e-5)
    assert np.array_equal(found["mask"], np.tril(np.ones((8, 8), bool)))
    assert np.allclose(found["mixed"], found["weights"] @ value, atol=1e-4)
    columns = net.stack.blocks[1].attention.out_proj.weight[:, 8:12].detach().numpy()  # (D, K) of the third head
    assert np.allclose(found["adds"], columns @ found["mixed"][7], atol=1e-4)
    assert np.allclose(found["norms"][7], np.linalg.norm(found["adds"]), atol=1e-4)
    wall = ask("attention_heads", net, task)
    assert np.allclose(wall["weights"][1, 2] / 255, found["weights"], atol=1 / 255)
    assert (int(ask("attention_head", net, task, layer=9, head=9, at=99)["at"]), *wall["weights"].shape) == (
        7,
        2,
        3,
        8,
        8,
    )


def test_habits_of_heads_are_told_apart():
    """Heads made by hand: to the place before, to itself, to the first place, and an induction head."""
    symbols, places = "abcab", 5
    heads = torch.zeros(1, 4, places, places)
    for t in range(places):
        heads[0, 0, t, max(t - 1, 0)] = heads[0, 1, t, t] = heads[0, 2, t, 0] = 1
        heads[0, 3, t, {3: 1, 4: 2}.get(t, 0)] = 1  # the second a was followed by place 1, the second b by place 2
    found = head_patterns(heads, symbols)
    assert [found[name][0, at] for at, name in enumerate(("before", "self", "first", "induction"))] == [1, 1, 1, 1]
    assert (found["before"][0, 1], found["induction"][0, 0], found["self"][0, 2]) == (0, 0, 0.2)
    assert np.isnan(head_patterns(heads, "abcde")["induction"]).all()


def test_rollout_adds_up_all_ways_through_the_layers():
    weights = torch.rand(3, 2, 4, 4, generator=torch.Generator().manual_seed(0)).softmax(dim=3)
    steps = (weights.mean(dim=1) + torch.eye(4)) / 2
    ways = torch.einsum("ab,bc,cd->ad", steps[2], steps[1], steps[0])
    assert torch.allclose(rollout(weights), ways, atol=1e-6)


@pytest.mark.parametrize("mask", ["causal", "full"])
def test_influence_is_what_finite_differences_and_a_real_mask_say(mask):
    net, task = built(mask, norm="after", positions="none")
    found = ask("token_attribution", net, task, index=2, at=5)
    ids, goal = task.test_inputs[2:3], int(task.test_targets[2, 5])
    vectors = net.embedding(ids).detach()
    slopes = torch.zeros_like(vectors)
    for place in range(8):
        for number in range(12):
            moved = torch.zeros_like(vectors)
            moved[0, place, number] = 1e-6
            ahead, back = (
                net.logits(net.stack(vectors + way * moved, net.attention_mask(8)))[0, 5, goal] for way in (1, -1)
            )
            slopes[0, place, number] = (ahead - back).detach() / 2e-6
    wanted = (slopes * vectors)[0].norm(dim=1)
    assert np.allclose(found["gradient"], wanted / wanted.max(), atol=1e-6)
    sure = net(ids)[0, 5].log_softmax(dim=0)[goal].item()
    assert float(found["chance"]) == pytest.approx(math.exp(sure))
    assert str(found["token"]) == SYMBOLS[goal]
    for place in range(8):
        seen = torch.ones(8, 8, dtype=torch.bool) if mask == "full" else torch.ones(8, 8, dtype=torch.bool).tril()
        seen[:, place] = False
        seen[place, place] = True
        alone = net.logits(net.stack(vectors, seen))[0, 5].log_softmax(dim=0)[goal].item()
        assert found["drop"][place] == pytest.approx((sure - alone) / math.log(2), abs=1e-9)
    if mask == "causal":
        assert not found["drop"][6:].any()
        assert not found["gradient"][6:].any()
    others = [place for place in range(8 if mask == "full" else 6) if place != 5]
    mean = ask("attention_heads", net, task, index=2)["mean"][5].astype(float)
    assert np.allclose(found["attention"], mean / mean.max(), atol=2e-3)
    assert float(found["correlation"]) == pytest.approx(
        np.corrcoef(mean[others], found["drop"][others])[0, 1], abs=1e-2
    )


def test_losses_are_those_of_the_plain_net():
    net, task = built()
    found = ask("surprisal", net, task, index=4)
    scores, targets = net(task.test_inputs[4:5])[0], task.test_targets[4]
    wanted = functional.cross_entropy(scores, targets, reduction="none", ignore_index=-100) / math.log(2)
    assert np.isnan(found["bits"][:3]).all()
    assert np.allclose(found["bits"][3:], wanted[3:].detach())
    assert np.allclose(2 ** -found["bits"][3:], found["probabilities"][3:])
    order = scores.argsort(dim=1, descending=True)
    assert found["ranks"].tolist() == [0] * 3 + [order[t].tolist().index(targets[t]) + 1 for t in range(3, 8)]
    assert found["likeliest"][0].tolist() == [SYMBOLS[at] for at in order[0, :5].tolist()]
    assert found["targets"].tolist() == [""] * 3 + [SYMBOLS[at] for at in targets[3:].tolist()]


def test_what_a_part_is_worth_is_the_loss_of_a_net_that_really_lacks_it():
    net, task = built()
    found = ask("ablation", net, task, count=6)

    def loss() -> float:
        return functional.cross_entropy(net(task.test_inputs).flatten(0, 1), task.test_targets.flatten()).item()

    assert float(found["loss"]) == pytest.approx(loss())
    assert int(found["tokens"]) == 6 * 5
    block = net.stack.blocks[1]
    lost = [
        (found["heads"][1, 2], block.attention.out_proj.weight.data[:, 8:12]),
        (found["feeds"][1], block.feed_forward.linear2.weight.data),
        (found["attentions"][1], block.attention.out_proj.weight.data),
        (found["positions"], net.stack.positions.data),
    ]
    for wanted, weight in lost:  # biases are 0 at the start
        kept = weight.clone()
        weight.zero_()
        assert wanted == pytest.approx(loss())
        weight.copy_(kept)
    assert float(found["norms"]) != float(found["loss"])
    assert np.isnan(ask("ablation", *built(norm="off", positions="none"))["norms"])


def test_the_lens_ends_with_what_the_net_says_and_begins_with_the_symbols():
    net, task = built()
    found = ask("logit_lens", net, task, at=6, index=1)
    chances = net(task.test_inputs[1:2])[0].softmax(dim=1)
    assert found["sure"].shape == (3, 8)
    assert found["best"][2].tolist() == [SYMBOLS[at] for at in chances.argmax(dim=1).tolist()]
    assert np.allclose(found["likeliest_probabilities"][2], chances[6].sort(descending=True).values.detach())
    assert found["ranks"][2, 3:].tolist() == ask("surprisal", net, task, index=1)["ranks"][3:].tolist()
    entered = net.stack.norm(net.stack.add_positions(net.embedding(task.test_inputs[1:2])))
    assert np.allclose(found["sure"][0], net.logits(entered)[0].softmax(dim=1).max(dim=1).values.detach())


@pytest.mark.parametrize("norm", ["before", "off"])
def test_what_parts_add_to_a_score_adds_up_to_it_and_biases_are_the_rest(norm):
    net, task = built(norm=norm)
    found = ask("residual_stream", net, task, at=7)
    goal = int(task.test_targets[0, 7])
    assert float(found["logit"]) == pytest.approx(net(task.test_inputs[:1])[0, 7, goal].item())
    bias = net.embedding.vectors[goal] @ net.stack.norm.bias if norm == "before" else torch.tensor(0.0)
    assert float(found["rest_logit"]) == pytest.approx(bias.item(), abs=1e-9)
    assert np.allclose(found["heads_logit"].sum(axis=1), found["attention_logit"])  # biases are 0 at the start
    assert found["points"].tolist() == ["entry", "attention", "feed", "attention", "feed"]


def test_gradients_fade_without_residual_connections_and_are_those_of_finite_differences():
    faded = {}
    for residual in (True, False):
        net, task = built(norm="off", layers=5, residual=residual)
        for parameter in net.stack.blocks.parameters():
            parameter.data *= 0.25
        found = ask("residual_stream", net, task, index=3)
        faded[residual] = found["gradients"][0] / found["gradients"][-1]
        assert len(found["norms"]) == len(found["gradients"]) == 11
    assert faded[True] > 0.5
    assert faded[False] < 1e-3
    net, task = built(positions="none")
    vectors, slopes = net.embedding(task.test_inputs[3:4]).detach(), []
    for number in range(8 * 12):
        moved = torch.zeros(8 * 12).double()
        moved[number] = 1e-6
        ends = [
            net.logits(net.stack(vectors + way * moved.view(1, 8, 12), net.attention_mask(8)))[0] for way in (1, -1)
        ]
        ahead, back = (functional.cross_entropy(end, task.test_targets[3]).item() for end in ends)
        slopes.append((ahead - back) / 2e-6)
    assert ask("residual_stream", net, task, index=3)["gradients"][0] == pytest.approx(np.linalg.norm(slopes), rel=1e-5)


def test_positions_are_told_as_they_are_added_or_turned():
    net, task = built(positions="learned")
    found = ask("position_table", net, task)
    assert np.array_equal(found["table"], net.stack.positions.detach().float().numpy())
    turning = ask("position_table", *built(positions="rotary"))
    assert np.allclose(turning["table"], np.arange(9)[:, None] * [1, 0.01])
    assert turning["similarity"][2, 7] == pytest.approx((math.cos(5) + math.cos(0.05)) / 2, abs=1e-3)
    assert ask("position_table", *built(positions="none"))["table"].shape == (9, 0)


def test_speed_is_measured_beside_a_recurrent_net_of_the_same_size():
    found = ask("kv_cache_speed", *built(), most=64)
    assert found["lengths"].tolist() == [8, 16, 32, 64]
    assert int(found["recurrent_parameters"]) == pytest.approx(int(found["parameters"]), rel=0.1)
    assert (found["uncached"] > 0).all()
    assert float(found["rate_cached"]) == pytest.approx(1 / found["cached"][-1])


def test_the_calculator_counts_what_is_in_the_net():
    net, _task = built()
    found = {part.name: part.parameters for part in parts(Shape(8, 9, 12, 2, 3, 20))}
    named = {
        "embedding": "embedding",
        "positions": "positions",
        "attention": "attention.",
        "feed": "feed_forward.",
        "norms": "norm",
    }
    for name, piece in named.items():
        assert found[name] == sum(each.numel() for path, each in net.named_parameters() if piece in path), name
    assert sum(found.values()) == parameters(Shape(8, 9, 12, 2, 3, 20))


def test_what_is_not_there_is_refused_with_a_sentence():
    net, task = built()
    for probe, wrong in (
        ("attention_heads", {"where": "nowhere"}),
        ("attention_heads", {"part": "other"}),
        ("logit_lens", {"where": "encoder"}),
    ):
        with pytest.raises(Problem):
            ask(probe, net, task, **wrong)
