"""What the probes say of BERT is what the net computes, and a trained one reads both ways."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.bert.corpus import SEPARATOR
from nets.probes import ask
from nets.training.trainer_state import Training

ROW = "the cat is hungry . [SEP] it wants [mouse] ."


def test_a_blank_is_filled_from_what_stands_on_either_side(trained: Training) -> None:
    net, task = trained.net, trained.task
    found = ask("mask_predictions", net, task, text=ROW)
    at = found["tokens"].tolist().index("[MASK]")
    assert found["places"].tolist() == [at]
    assert (found["truths"].tolist(), found["likely"][0, 0]) == (["mouse"], "mouse")
    ids, segments = task.text_input(ROW).inputs
    with torch.no_grad():
        scores = net(ids, segments)[0, at]
    scores[: len(task.silent)] = -torch.inf
    assert found["likely_probabilities"][0, 0] == pytest.approx(scores.softmax(0).max().item(), abs=1e-6)
    assert found["probabilities"][0] == pytest.approx(scores.softmax(0)[task.token_ids["mouse"]].item(), abs=1e-6)
    other = ask("mask_predictions", net, task, text="the _ is hungry . [SEP] it wants hay .")
    assert (other["likely"][0, 0], other["truths"].tolist()) == ("horse", [""])
    assert other["ahead_probabilities"][0] + 0.05 < other["likely_probabilities"][0, 0]  # only what follows tells
    assert np.isnan(other["probabilities"][0])


def test_rows_of_the_data_keep_their_blanks_and_a_page_may_choose_others(trained: Training) -> None:
    task = trained.task
    first, again = task.text_input(index=3), task.text_input(index=3)
    assert torch.equal(first.inputs[0], again.inputs[0])
    assert (first.targets != -100).sum() >= 1
    row = ["the", "[cow]", "is", "hungry", ".", "[SEP]", "it", "wants", "[MASK]", "."]
    made = task.text_input(SEPARATOR.join(row).replace(f"{SEPARATOR}[SEP]{SEPARATOR}", "[SEP]"))
    assert list(made.tokens) == [
        "[CLS]",
        "the",
        "[MASK]",
        "is",
        "hungry",
        ".",
        "[SEP]",
        "it",
        "wants",
        "[MASK]",
        ".",
        "[SEP]",
    ]
    assert [int(target) for target in made.targets if target != -100] == [task.token_ids["cow"]]
    strange = task.text_input("the yak is _ .")
    assert list(strange.unknown) == ["yak"]
    assert strange.tokens[2] == "[UNK]"
    assert task.text_input("the cat " * 40).cut


def test_a_shown_batch_is_one_that_training_would_see(trained: Training) -> None:
    before = trained.generator.get_state()
    found = ask("masked_batch", trained.net, trained.task)
    assert torch.equal(before, trained.generator.get_state())
    changed = found["inputs"] != found["ids"]
    assert found["is_masked"].any()
    assert not (changed & ~found["is_masked"]).any()
    assert set(found["apart"].tolist()) == {-1}, "nobody asks what follows"
    assert (found["likely"][found["is_masked"]] != "").all()


def test_the_probes_of_transformers_can_look_into_it(trained: Training) -> None:
    net, task = trained.net, trained.task
    about = {"text": ROW}
    found = ask("attention_heads", net, task, **about)
    assert found["weights"].shape == (1, 2, 12, 12)
    at = found["tokens"].tolist().index("[MASK]")
    assert found["tokens"].tolist()[at] == "[MASK]"
    assert ask("surprisal", net, task, **about)["targets"][at] == "mouse"
    assert ask("attention_head", net, task, **about, at=at)["weights"][at].sum() == pytest.approx(1, abs=1e-5)
    assert ask("logit_lens", net, task, **about, at=at)["ranks"][-1, at] == 1
    assert ask("residual_stream", net, task, **about)["gradients"].shape == (3,)
    removed = ask("ablation", net, task, count=8)
    assert removed["attentions"].max() > removed["loss"] + 0.1  # without looking around it cannot know
    assert ask("position_table", net, task)["table"].shape == (24, 32)


def test_a_net_of_verdicts_hides_nothing() -> None:
    from nets.models.bert.experiment import Bert

    training = Training(Bert().replace({"data.goal": "verdict", "data.labels": 20, "net.width": 8, "net.layers": 1}))
    with pytest.raises(Problem):
        ask("masked_batch", training.net, training.task)
    found = ask("mask_predictions", training.net, training.task, text="the film is not good .")
    assert found["verdict"].sum() == pytest.approx(1, abs=1e-6)
    assert found["classes"].tolist() == ["negative", "positive"]
    assert not len(found["places"])
