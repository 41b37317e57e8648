"""GPT writes on: as it would read its own text, equally for equal seeds, and a row of letters to its end."""

from __future__ import annotations

import pytest
import torch

from nets.experiment.family import build
from nets.models.gpt.experiment import GPT
from nets.probes import ask

torch.set_num_threads(1)
SMALL = {"data.length": 16, "net.width": 16, "net.heads": 2, "net.layers": 1}


def test_what_it_writes_is_the_likeliest_after_all_it_has_read() -> None:
    net, task = build(GPT().replace(SMALL), torch.Generator().manual_seed(2))
    net.eval()
    found = ask("generate", net, task, prompt="有一天，", count=6, temperature=0.0)
    ids, _unknown = task.encode("有一天，")
    for chance in found["probabilities"].tolist():
        scores = net(ids[None])[0, -1].detach()
        assert scores.softmax(dim=0)[1:].max().item() == pytest.approx(chance, abs=1e-5)
        ids = torch.cat([ids, 1 + scores[1:].argmax()[None]])  # symbol 0 is never written
    assert str(found["text"]) == task.decode(ids[4:])
    assert str(found["prompt"]) == "有一天，"
    long = [str(ask("generate", net, task, count=40, seed=seed)["text"]) for seed in (1, 1, 2)]
    assert long[0] == long[1] != long[2]
    assert len(long[0]) == 40


def test_a_row_of_letters_is_written_to_its_end() -> None:
    net, task = build(GPT().replace({"data.name": "sort", "data.items": 4} | SMALL), torch.Generator())
    found = ask("generate", net, task)
    assert (len(str(found["prompt"])), len(str(found["text"]))) == (4, 4)
    assert len(str(ask("generate", net, task, prompt="BADCA")["text"])) == 3
