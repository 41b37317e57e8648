"""What GPT learns from: windows of a text, or rows of letters; the loss, and figures about both parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.datasets.text.sequences import SKIP
from nets.datasets.text.windows import Windows
from nets.experiment.user_error import N_, Problem
from nets.models.gpt import examples
from nets.models.gpt.settings import TEXTS, Data
from nets.models.recurrent.judge import answers_of, figures_of, loss_of
from nets.models.recurrent.task import last
from nets.probes.attention.text_input import TextInput
from nets.probes.example_row import example_row
from nets.training.step import Evaluated

MAX_WINDOWS, MAX_ROWS = 100, 200  # of either part that a report looks at: windows of a text, rows of letters
MAX_SAMPLED = 64


class LanguageTask:
    """Symbols and what comes after them; implements `nets.training.task.Task`.

    `inputs` and `targets` (N, T) int64, indexed by tensors and slices, with -100 where nothing is asked; the `test_`
    two are the test part; `truth` (N,) is what comes after the last symbol of each. `symbols` (V,) are legible names,
    `silent` those by number that are never to be written.
    `density` tells for either part how many symbols there are to a character.
    """

    flat = False

    def __init__(self, data: Data) -> None:
        self.data, self.info, self.tokens = data, examples.info(data), examples.token_names(data)
        self.classes = self.tokens
        self.silent = (0, *(at for at, name in enumerate(self.tokens) if not name))
        self.kind = "bits" if data.name in TEXTS else "accuracy"
        self.density = {"train": 1.0, "test": 1.0}
        self.report_examples = self._text() if data.name in TEXTS else self._rows()
        self.size, self.shape = len(self.inputs), (self.info.length,)
        self.test_truth = last(self.test_targets[:])
        self.sample = self.report_examples["train"][0][:MAX_SAMPLED]

    def _text(self) -> dict[str, tuple[Tensor, Tensor]]:
        made, length = examples.encoded(self.data), self.data.length
        self.ids, self.test_ids = torch.from_numpy(made.ids), torch.from_numpy(made.test_ids)
        self.characters = made.characters, made.test_characters
        self.density = {"train": len(self.ids) / self.characters[0], "test": len(self.test_ids) / self.characters[1]}
        self.truth = self.ids[length:]
        self.inputs: Any = Windows(self.ids, length)
        self.targets: Any = Windows(self.ids, length, 1)
        self.test_inputs: Any = Windows(self.test_ids, length, 0, length)
        self.test_targets: Any = Windows(self.test_ids, length, 1, length)
        apart = [Windows(self.ids, length, ahead, length)[:MAX_WINDOWS] for ahead in (0, 1)]
        return {
            "train": (apart[0], apart[1]),
            "test": (self.test_inputs[:MAX_WINDOWS], self.test_targets[:MAX_WINDOWS]),
        }

    def _rows(self) -> dict[str, tuple[Tensor, Tensor]]:
        training, test = examples.rows(self.data)
        self.inputs, self.targets = torch.from_numpy(training.inputs), torch.from_numpy(training.targets)
        self.test_inputs, self.test_targets = torch.from_numpy(test.inputs), torch.from_numpy(test.targets)
        self.truth = last(self.targets)
        return {
            "train": (self.inputs[:MAX_ROWS], self.targets[:MAX_ROWS]),
            "test": (self.test_inputs[:MAX_ROWS], self.test_targets[:MAX_ROWS]),
        }

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """The mean loss of the training windows at `indices` (B,)."""
        return loss_of(net(self.inputs[indices]), self.targets[indices])

    def report(self, net: nn.Module) -> dict[str, float]:
        """Figures of the first windows of either part: 100 at most of a text, 200 rows of letters."""
        figures = {}
        for part, (inputs, targets) in self.report_examples.items():
            for name, value in self.figures(answers_of(net, inputs), targets, part).items():
                figures[f"{part}_{name}"] = value
        return figures

    @property
    def evaluated(self) -> Evaluated:
        """The targets that a report evaluates."""
        train, test = (self.report_examples[part][1].numpy().ravel() for part in ("train", "test"))
        return Evaluated.classes(train, test)

    def figures(self, scores: Tensor, targets: Tensor, part: str) -> dict[str, float]:
        """Loss and accuracy a symbol; of a text also bits a character."""
        found = figures_of(scores, targets, self.kind)
        return found | ({"bits": found["bits"] * self.density[part]} if "bits" in found else {})

    def whole(self, net: nn.Module) -> dict[str, float]:
        """Figures of all test windows."""
        outputs = answers_of(net, self.test_inputs[:])
        figures = self.figures(outputs, self.test_targets[:], "test")
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(outputs)}

    def arrays(self) -> dict[str, np.ndarray]:
        """The examples; of a text both parts as one row of numbers each, and how many characters they were."""
        if self.data.name in TEXTS:
            counts = np.array(self.characters)
            return {"text": self.ids.numpy(), "test_text": self.test_ids.numpy(), "characters": counts}
        names = ("inputs", "targets", "test_inputs", "test_targets")
        return {name: getattr(self, name).numpy() for name in names}

    def text_input(self, text: str = "", index: int = 0, part: str = "test", **_more: Any) -> TextInput:
        """What probes look at: an own text, whose end counts if it is longer than the window, or an example."""
        unknown, cut = "", False
        if text:
            ids, unknown = self.encode(text)
            if not len(ids):
                raise Problem(N_("The net knows none of these symbols."))
            cut, part, index = len(ids) > self.shape[0], "own", 0
            inputs = ids[-self.shape[0] :]
            targets = torch.cat([inputs[1:], torch.tensor([SKIP])])
        else:
            inputs, targets, index = example_row(self, part, index)
        counts = (self.size, len(self.test_inputs))
        names = [self.tokens[id] for id in inputs.tolist()]
        known = (self.tokens, counts, part, index, text)
        return TextInput((inputs[None],), names, targets, *known, (), tuple(unknown), cut)

    def encode(self, text: str) -> tuple[Tensor, str]:
        """A user's own text as symbols (T,), and the characters that are not known, which are left out."""
        ids, unknown = examples.encode(self.data, text)
        return torch.tensor(ids, dtype=torch.int64), unknown

    def decode(self, ids: Any) -> str:
        """Symbols (T,) as a text."""
        return examples.decode(self.data, [int(id) for id in ids])

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The symbols that have vectors, in the order of their rows."""
        return self.tokens

    def embedding(self, net: Any) -> Tensor:
        """The vectors of all symbols, (V, D)."""
        vectors: Tensor = net.embedding.vectors.detach()
        return vectors
