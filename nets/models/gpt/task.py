"""The task of GPT: windows of a text or rows of letters, the loss, and figures about both parts."""

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
from nets.models.recurrent.judge import figures_of, loss_of, outputs_of
from nets.models.recurrent.task import last
from nets.probes.attention.text_input import TextInput
from nets.probes.example_row import example_row
from nets.training.step import Evaluated
from nets.training.task import LabelledPart

MAX_WINDOWS, MAX_ROWS = 100, 200  # of each part that a report evaluates: windows of a text, rows of letters
MAX_SAMPLED = 64


class LanguageTask:
    """Tokens and their continuation; implements `nets.training.task.Task`.

    Attributes:
        tokens: The legible names of the tokens in the order of their ids.
        silent: The ids of tokens that the net never writes.
        inputs: The training examples (N, T) int64, indexed by tensors and slices.
        targets: The next tokens (N, T) int64, -100 at positions without a target.
        truth: What follows the last token of each example, (N,).
        test_inputs: The test part, like `inputs`.
        test_targets: The test part, like `targets`.
        test_truth: The test part, like `truth`.
        report_examples: Inputs and targets of each part that a report evaluates.
        density: Tokens per character in each part.
    """

    flat = False

    def __init__(self, data: Data) -> None:
        self.data, self.info, self.tokens = data, examples.info(data), examples.token_names(data)
        self.classes = self.tokens
        self.silent = (0, *(id for id, name in enumerate(self.tokens) if not name))
        self.kind = "bits" if data.name in TEXTS else "accuracy"
        self.density = {"train": 1.0, "test": 1.0}
        self.report_examples = self._text() if data.name in TEXTS else self._rows()
        self.size, self.shape = len(self.inputs), (self.info.length,)
        self.test_truth = last(self.test_targets[:])
        self.sample = self.report_examples["train"][0][:MAX_SAMPLED]

    def _text(self) -> dict[str, tuple[Tensor, Tensor]]:
        parts, length = examples.encoded(self.data), self.data.length
        self.ids, self.test_ids = torch.from_numpy(parts.ids), torch.from_numpy(parts.test_ids)
        self.characters = parts.characters, parts.test_characters
        self.density = {"train": len(self.ids) / self.characters[0], "test": len(self.test_ids) / self.characters[1]}
        self.truth = self.ids[length:]
        self.inputs: Any = Windows(self.ids, length)
        self.targets: Any = Windows(self.ids, length, 1)
        self.test_inputs: Any = Windows(self.test_ids, length, 0, length)
        self.test_targets: Any = Windows(self.test_ids, length, 1, length)
        separate = [Windows(self.ids, length, ahead, length)[:MAX_WINDOWS] for ahead in (0, 1)]
        return {
            "train": (separate[0], separate[1]),
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

    @property
    def train(self) -> LabelledPart:
        """The training part."""
        return LabelledPart(self.inputs, self.targets, self.truth)

    @property
    def test(self) -> LabelledPart:
        """The test part."""
        return LabelledPart(self.test_inputs, self.test_targets, self.test_truth)

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """Return the mean loss () of the training windows at `indices` (B,)."""
        return loss_of(net(self.inputs[indices]), self.targets[indices])

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return figures of the first examples of each part: at most 100 windows of a text, or 200 rows of letters."""
        figures = {}
        for part, (inputs, targets) in self.report_examples.items():
            for name, value in self.figures(outputs_of(net, inputs), targets, part).items():
                figures[f"{part}_{name}"] = value
        return figures

    @property
    def evaluated(self) -> Evaluated:
        """How many targets a report evaluates."""
        train, test = (self.report_examples[part][1].numpy().ravel() for part in ("train", "test"))
        return Evaluated.classes(train, test)

    def figures(self, scores: Tensor, targets: Tensor, part: str) -> dict[str, float]:
        """Return loss and accuracy per token; of a text also bits per character."""
        figures = figures_of(scores, targets, self.kind)
        return figures | ({"bits": figures["bits"] * self.density[part]} if "bits" in figures else {})

    def whole(self, net: nn.Module) -> dict[str, float]:
        """Return figures of all test windows."""
        outputs = outputs_of(net, self.test_inputs[:])
        figures = self.figures(outputs, self.test_targets[:], "test")
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(outputs)}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the examples by name; of a text the ids of both parts, and their numbers of characters."""
        if self.data.name in TEXTS:
            counts = np.array(self.characters)
            return {"text": self.ids.numpy(), "test_text": self.test_ids.numpy(), "characters": counts}
        names = ("inputs", "targets", "test_inputs", "test_targets")
        return {name: getattr(self, name).numpy() for name in names}

    def text_input(self, text: str = "", index: int = 0, part: str = "test", **_more: Any) -> TextInput:
        """Return the end of a user-written text, or an example, as the input of probes."""
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
        source = (self.tokens, counts, part, index, text)
        return TextInput((inputs[None],), names, targets, *source, (), tuple(unknown), cut)

    def encode(self, text: str) -> tuple[Tensor, str]:
        """Return a user-written text as ids (T,), and the unknown characters, which are left out."""
        ids, unknown = examples.encode(self.data, text)
        return torch.tensor(ids, dtype=torch.int64), unknown

    def decode(self, ids: Any) -> str:
        """Return the text of ids (T,)."""
        return examples.decode(self.data, [int(id) for id in ids])

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The tokens in the order of their vectors."""
        return self.tokens

    def embedding(self, net: Any) -> Tensor:
        """Return the vectors of all tokens, (V, D)."""
        vectors: Tensor = net.embedding.vectors.detach()
        return vectors
