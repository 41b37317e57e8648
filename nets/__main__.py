"""The command line: `python -m nets list`, `python -m nets train perceptron data.name=spiral net.hidden=8,8 --json`."""

from __future__ import annotations

import argparse
import csv
import json
import math
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NoReturn, TextIO

import numpy as np

from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.families import EXPERIMENTS

if TYPE_CHECKING:
    from nets.training.history import History
    from nets.training.step import Step
    from nets.training.trainer_state import Training


class Parser(argparse.ArgumentParser):
    """A parser that reports errors in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the message and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0, 1 if the training diverged, 2 if the settings do not fit."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "list":
            print("\n".join(EXPERIMENTS))
            return 0
        return _train(_experiment(options.family, options.settings), options.json, options.out, options.zip)
    except Problem as problem:
        print(*str(problem).split(), file=sys.stderr)  # in one line
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m nets", description="Train a net without a browser.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="print the families of nets")
    train = commands.add_parser("train", help="train one net and print its figures")
    train.add_argument("family", help="a family that `list` prints")
    train.add_argument(
        "settings", nargs="*", metavar="key=value", help="such as fit.lr=0.1; data.csv=@FILE reads a file"
    )
    train.add_argument("--json", action="store_true", help="one JSON object a line")
    train.add_argument(
        "--out", type=Path, metavar="DIR", help="write experiment.json, metrics.csv, weights.safetensors"
    )
    train.add_argument("--zip", type=Path, metavar="FILE", help="write the folder of the run, which the app can load")
    return parser


def _experiment(family: str, settings: Sequence[str]) -> Experiment:
    if family not in EXPERIMENTS:
        raise Problem(
            N_("There is no family called {family}. Choose from: {choices}."),
            family=family,
            choices=", ".join(EXPERIMENTS),
        )
    return EXPERIMENTS[family].from_strings(dict(map(_setting, settings)))


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise Problem(N_("{text} is not a setting. Write key=value, such as fit.lr=0.1."), text=text)
    if not value.startswith("@"):
        return key, value
    try:
        return key, Path(value[1:]).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(N_("{path} cannot be read: {error}"), path=value[1:], error=error) from None


def _train(experiment: Experiment, as_json: bool, out: Path | None, zip_file: Path | None = None) -> int:
    import torch

    from nets.engine.health import diagnose_training
    from nets.training.history import History
    from nets.training.trainer_state import Training, steps

    torch.set_num_threads(1)
    if out is not None:
        _folder(out, experiment)
    if zip_file is not None:
        _write_file(zip_file, b"")  # fails before the training if the file cannot be written
    training, start = Training(experiment), perf_counter()
    last: dict[str, float] = {}
    figures: dict[str, tuple[list[int], list[float]]] = {}
    history = History()
    with _metrics(out) as write:
        for step in steps(training):
            last |= step.figures
            if zip_file is not None:
                _keep(figures, step)
            if "lr" in step.figures or step.diverged:
                _report(history, step)
            write({"step": step.index} | step.figures)
            if len(step.figures) > 1:
                _show({"step": step.index, **step.figures}, as_json)
    totals: dict[str, float] = {"steps": training.index, "seconds": round(perf_counter() - start, 3)}
    diagnosis = diagnose_training(training, history)
    _show({**totals, **last, **_whole(training), **_guesses(training), "diagnosis": diagnosis.code}, as_json)
    if out is not None:
        _save(out, training)
    if zip_file is not None:
        from nets.export.zip_run import zip_training

        _write_file(zip_file, zip_training(training, figures, totals["seconds"]))
    return 1 if training.diverged else 0


def _whole(training: Training) -> dict[str, float]:
    """Return figures over all test examples, if the task reports only a part of them."""
    from nets.probes import ask

    if not hasattr(training.task, "whole"):
        return {}
    return {
        f"whole_{name}": value.item() for name, value in ask("full_test_metrics", training.net, training.task).items()
    }


def _guesses(training: Training) -> dict[str, float]:
    """Return the figures of simple baselines on the test part, if the task has some."""
    figures = training.task.guesses() if hasattr(training.task, "guesses") else {}
    return {f"baseline_{name}": value for name, value in figures.items()}


def _folder(out: Path, experiment: Experiment) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "experiment.json").write_text(experiment.model_dump_json(indent=2), encoding="utf-8")
    except OSError as error:
        raise Problem(N_("{path} cannot be written: {error}"), path=str(out), error=error) from None


def _show(figures: Mapping[str, float | str], as_json: bool) -> None:
    if as_json:
        finite = {
            name: value if isinstance(value, str) or math.isfinite(value) else None for name, value in figures.items()
        }
        print(json.dumps(finite), flush=True)
        return
    flat = {name: value for name, value in figures.items() if "/" not in name}
    words = (f"{name} {value}" if isinstance(value, str) else f"{name} {value:.6g}" for name, value in flat.items())
    print("  ".join(words), flush=True)


@contextmanager
def _metrics(out: Path | None) -> Iterator[Callable[[Mapping[str, float]], None]]:
    """Yield a function that appends the figures of a step to metrics.csv; without a folder it does nothing.

    The columns are those of the untrained net and of the first update, which reports all figures.
    """
    if out is None:
        yield lambda row: None
        return
    with (out / "metrics.csv").open("w", newline="", encoding="utf-8") as file:
        rows = _rows(file)
        next(rows)
        yield rows.send


def _rows(file: TextIO) -> Generator[None, Mapping[str, float], None]:
    """Write each row that is sent, as soon as the columns are known."""
    first = yield
    second = yield
    writer = csv.DictWriter(file, [*dict.fromkeys([*first, *second])])
    writer.writeheader()
    writer.writerows([first, second])
    while True:
        writer.writerow((yield))


def _keep(figures: dict[str, tuple[list[int], list[float]]], step: Step) -> None:
    """Add the figures of a step to those before it."""
    for name, value in step.figures.items():
        indices, values = figures.setdefault(name, ([], []))
        indices.append(step.index)
        values.append(value)


def _report(history: History, step: Step) -> None:
    """Add the figures of a report, which the diagnosis reads."""
    history.extend({name: (np.array([step.index]), np.array([value])) for name, value in step.figures.items()})


def _write_file(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Problem(N_("{path} cannot be written: {error}"), path=str(path), error=error) from None


def _save(out: Path, training: Training) -> None:
    from safetensors.torch import save_file

    save_file(
        {name: tensor.contiguous() for name, tensor in training.net.state_dict().items()}, out / "weights.safetensors"
    )


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly when nobody reads on, as in `| head`
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
