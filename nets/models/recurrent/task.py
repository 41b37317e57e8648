"""The task of nets that read sequences: examples, the loss, and figures about both parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.datasets.tables import weather
from nets.datasets.text.sequences import SKIP
from nets.datasets.text.windows import Windows
from nets.layers import recurrent_cells as cells
from nets.models.recurrent.examples import encoded, info, parts, tokenize
from nets.models.recurrent.judge import figures_of, loss_of, outputs_of
from nets.models.recurrent.settings import Data
from nets.training.step import Evaluated
from nets.training.task import LabelledPart

MAX_TRAINING, MAX_TEST = 200, 500  # examples of each part that a report evaluates
MAX_WINDOWS = 100  # of a text that a report evaluates in each part
MAX_SAMPLED = 64


class SequenceTask:
    """Sequences with their targets; implements `nets.training.task.Task`.

    Attributes:
        info: The vocabulary and classes of the sequences.
        build_with_cell: Builds an untrained net with another cell.
        kind: The figures of a report: "bits", "accuracy" or "mse".
        inputs: Indexed by tensors and slices: (N, T) int64, or (N, T, D) float32. Of a text the windows, one for each
            position.
        targets: (N,) int64, (N, T) int64 with -100 at steps without a target, or (N, 1) float32.
        truth: The last target of each example, (N,).
        test_inputs: The test part, like `inputs`.
        test_targets: The test part, like `targets`.
        test_truth: The test part, like `truth`.
        report_examples: Inputs and targets of each part that a report evaluates.
    """

    flat = False
    silent = (0,)  # ids that the net never writes

    def __init__(self, data: Data, build_with_cell: Callable[[str], nn.Module]) -> None:
        self.data, self.info, self.build_with_cell = data, info(data), build_with_cell
        self.classes = self.info.classes
        self.kind = "bits" if data.name == "text" else "accuracy" if self.classes else "mse"
        self.output_kind, self.loss_kind = ("softmax", "cross_entropy") if self.classes else ("linear", "mse")
        self._text() if data.name == "text" else self._rows()
        self.size = len(self.inputs)
        self.shape = (self.info.length,)
        self.sample = self.report_examples["train"][0][:MAX_SAMPLED]

    def _rows(self) -> None:
        training, test = parts(self.data)
        self.inputs: Any = torch.from_numpy(training.inputs)
        self.targets: Any = torch.from_numpy(training.targets)
        self.test_inputs: Any = torch.from_numpy(test.inputs)
        self.test_targets: Any = torch.from_numpy(test.targets)
        self.truth, self.test_truth = last(self.targets), last(self.test_targets)
        self.report_examples = {
            "train": (self.inputs[:MAX_TRAINING], self.targets[:MAX_TRAINING]),
            "test": (self.test_inputs[:MAX_TEST], self.test_targets[:MAX_TEST]),
        }

    def _text(self) -> None:
        data = self.data
        ids, test_ids = map(torch.from_numpy, encoded(data))
        self.ids, self.test_ids = ids, test_ids
        self.inputs, self.targets = Windows(ids, data.length), Windows(ids, data.length, 1)
        self.test_inputs, self.test_targets = (Windows(test_ids, data.length, ahead, data.length) for ahead in (0, 1))
        self.truth, self.test_truth = ids[data.length :], last(self.test_targets[:])
        separate = [Windows(ids, data.length, ahead, data.length)[:MAX_WINDOWS] for ahead in (0, 1)]
        self.report_examples = {
            "train": (separate[0], separate[1]),
            "test": (self.test_inputs[:MAX_WINDOWS], self.test_targets[:MAX_WINDOWS]),
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
        """Return the mean loss () of the training examples at `indices` (B,)."""
        return loss_of(net(self.inputs[indices]), self.targets[indices])

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return figures of the first examples of each part: at most 200 and 500, or 100 windows of a text."""
        return {
            f"{part}_{name}": value
            for part, (inputs, targets) in self.report_examples.items()
            for name, value in figures_of(outputs_of(net, inputs), targets, self.kind).items()
        }

    @property
    def evaluated(self) -> Evaluated:
        """How many targets a report evaluates."""
        train, test = (self.report_examples[part][1].numpy().ravel() for part in ("train", "test"))
        return Evaluated.classes(train, test) if self.classes else Evaluated(len(train), len(test))

    def whole(self, net: nn.Module) -> dict[str, float]:
        """Return figures of all test examples."""
        outputs = outputs_of(net, self.test_inputs[:])
        figures = figures_of(outputs, self.test_targets[:], self.kind)
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(outputs)}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the examples by name; of a text the ids of both parts."""
        if self.data.name == "text":
            return {"text": self.ids.numpy(), "test_text": self.test_ids.numpy()}
        names = ("inputs", "targets", "test_inputs", "test_targets")
        return {name: getattr(self, name).numpy() for name in names}

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Return the probabilities (…, K) of the classes from raw outputs (…, K)."""
        return torch.softmax(outputs, dim=-1)

    def answers(self, outputs: Tensor) -> Tensor:
        """Return raw outputs (…, K) as the output layer shows them."""
        return torch.softmax(outputs, dim=-1) if self.classes else outputs

    def predictions(self, outputs: Tensor) -> Tensor:
        """Return the most likely class (…,), or the number (B,), from raw outputs (…, K)."""
        return outputs.argmax(dim=-1) if self.classes else outputs[:, 0]

    def losses(self, outputs: Tensor, indices: Tensor) -> Tensor:
        """Return the loss (B,) of each of the training examples at `indices` (B,), from raw outputs."""
        targets = self.targets[indices]
        if not self.classes:
            return (outputs - targets).square()[:, 0]
        if targets.ndim == 1:
            return functional.cross_entropy(outputs, targets, reduction="none")
        losses = functional.cross_entropy(outputs.transpose(1, 2), targets, ignore_index=SKIP, reduction="none")
        return losses.sum(dim=1) / (targets != SKIP).sum(dim=1).clamp_min(1)

    def encode(self, text: str) -> Tensor:
        """Return a user-written input as ids (1, T). Raises Problem if the net cannot read it."""
        tokens = self.info.tokens
        return torch.tensor([[tokens.index(token, 1) for token in tokenize(self.data, text)]])

    def decode(self, ids: Any) -> str:
        """Return the text of ids (T,)."""
        return "".join(self.info.tokens[int(id)] for id in ids)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The tokens in the order of their vectors."""
        return self.info.tokens

    def embedding(self, net: Any) -> Tensor | None:
        """Return the vectors of all tokens, (V, E); None if the net reads numbers or one-hot vectors."""
        return None if net.embedding is None else net.embedding.vectors.detach()

    def run_written_out(
        self, net: Any, vectors: Tensor, lengths: Tensor | None, forced: Mapping[str, float]
    ) -> tuple[Tensor, dict[str, cells.Steps]]:
        """Return the net's outputs and all steps of the written-out cells; see `nets.layers.recurrent_cells`."""
        return cells.run_written_out(net, vectors, lengths, forced)

    def guesses(self) -> dict[str, float]:
        """Return simple baselines on the test part by name; see `nets.models.recurrent.baselines`."""
        from nets.models.recurrent.baselines import guesses

        return guesses(self)

    @property
    def persistence_forecast(self) -> np.ndarray | None:
        """The weather of the last day read, for each test example; None for other data."""
        return weather.windows(self.data.days)[2] if self.data.name == "weather" else None


def last(targets: Tensor) -> Tensor:
    """Return the last target that is not SKIP of targets (B,), (B, 1) or (B, T): (B,)."""
    if targets.ndim == 1:
        return targets
    if targets.is_floating_point():
        return targets[:, 0]
    position = ((targets != SKIP) * torch.arange(1, targets.shape[1] + 1)).argmax(dim=1)
    return targets.gather(1, position[:, None])[:, 0]
