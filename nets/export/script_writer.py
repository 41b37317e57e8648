"""Write a script in plain PyTorch that repeats one training with torch and numpy alone; torch-free.

The text holds only what this training needs: its optimizer, its schedule, its penalties, the changed settings.
An experiment adds only numbers and names of options to it, never a user's own text.
"""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.experiment import Experiment
from nets.experiment.family import family_of
from nets.experiment.script_parts import ScriptParts
from nets.experiment.training_config import TrainingConfig
from nets.export.script_loop import FORGET, loop, optimizer, written_last
from nets.training.manual_edits import Edit
from nets.training.messages import SettingChange


def script(
    begun: Experiment, setting_changes: Sequence[SettingChange], updates: int, edits: Sequence[Edit] = ()
) -> str | None:
    """Return the script of a training with its manual edits; None if the family has none."""
    stages = [begun]
    for _step, changes in setting_changes:
        stages.append(stages[-1].replace_live(changes))
    family = family_of(begun)
    if family.script is None:
        return None
    parts = family.script(stages)
    fits = [stage.fit for stage in stages]
    math = parts.needs_math or any(fit.schedule == "cosine" for fit in fits)
    chunks = [
        _head(parts, updates, math),
        _settings(fits, updates),
        parts.net.strip(),
        parts.task.strip(),
        _tools(fits, parts.rows),
        loop(stages, setting_changes, edits, parts.rows),
        written_last(edits, updates),
        END.strip(),
    ]
    return "\n\n\n".join(filter(None, chunks)) + "\n"


def _head(parts: ScriptParts, updates: int, math: bool) -> str:
    imports = ["import csv", *(["import math"] if math else []), "from pathlib import Path"]
    functional = ["from torch.nn import functional"] if parts.functional else []
    return "\n".join(
        [
            f'"""{parts.title}: {updates} updates, in plain PyTorch.',
            "",
            "Run it with `python train.py`; it needs torch, numpy and data.npz beside it. On the machine and with the",
            "versions that made metrics.csv it arrives at the very same numbers: all randomness comes out of one",
            "generator, in the same order as in the app.",
            '"""',
            "",
            *imports,
            "",
            "import numpy as np",
            "import torch",
            "from torch import nn",
            *functional,
        ]
    )


def _settings(fits: Sequence[TrainingConfig], updates: int) -> str:
    """Return the constants of the training that are needed."""
    fit = fits[0]
    lines = [
        "torch.set_num_threads(1)  # sums over several threads are rounded differently",
        "here = Path(__file__).parent",
        "data = {name: torch.from_numpy(array) for name, array in np.load(here / 'data.npz').items()}".replace(
            "'", '"'
        ),
        f"generator = torch.Generator().manual_seed({fit.seed})  # of all randomness",
        "",
        f"updates = {updates}{_stopped(fits)}",
        f"steps = {fit.steps}  # the length the run was meant to have",
        f"report_every = {fit.report}",
        f"batch = {fit.batch}",
        f"lr = {fit.lr!r}",
    ]
    lines += [f"clip = {fit.clip!r}  # longest gradient, 0 for any"] if any(f.clip for f in fits) else []
    lines += [f"l1 = {fit.l1!r}"] if any(f.l1 for f in fits) else []
    if any(f.patience for f in fits):
        lines += [f"patience = {fit.patience}  # updates without a better test loss, 0 for any", FORGET]
    return "\n".join(lines)


def _stopped(fits: Sequence[TrainingConfig]) -> str:
    """Return a comment on the number of updates, if it does not follow from the settings alone."""
    if any(fit.seconds for fit in fits):
        return (
            "  # as many as the run made; it was to end after some seconds, and how far it gets depends on the machine"
        )
    return "  # as many as the run made" if any(fit.stop_at != "none" or fit.patience for fit in fits) else ""


def _tools(fits: Sequence[TrainingConfig], rows: bool) -> str:
    """Return the functions that the loop calls, and the optimizer."""
    start = [f"optimizer = {optimizer(fits[0], rows)}"]
    if len({fit.schedule for fit in fits}) > 1:
        start = [f'schedule = "{fits[0].schedule}"', *start]
    averages = [AVERAGES.strip()] if fits[0].average else []
    groups = [] if rows else [GROUPS.strip()]
    return "\n\n\n".join([_rate(fits), BATCHES.strip(), *groups, *averages, "\n".join(start)])


AVERAGES = '''
averages = []
for module in net.modules():  # beside every parameter the mean of what it was after each update
    for name, parameter in list(module.named_parameters(recurse=False)):
        module.register_buffer("averaged_" + name, parameter.detach().clone())
        averages.append(module.get_buffer("averaged_" + name))


def averaged():
    """The figures of the test part with the averages in the place of the weights."""
    exchange()
    figures = report()
    exchange()
    return {"averaged_" + name: value for name, value in figures.items() if name.startswith("test_")}


def exchange():
    """Weights and averages change places."""
    for parameter, mean in zip(net.parameters(), averages, strict=True):
        parameter.data, mean.data = mean.data, parameter.data
'''


RATES = {
    "constant": "lr",
    "step": "lr * (1.0 if share < 0.5 else 0.1 if share < 0.75 else 0.01)",
    "cosine": "lr * 0.5 * (1.0 + math.cos(math.pi * share))",
    "warmup": "lr * min(1.0, (index + 1) / max(1, steps // 20))",
}


def _rate(fits: Sequence[TrainingConfig]) -> str:
    """Return a function of the learning rate, with each schedule that the training had."""
    kinds = list(dict.fromkeys(fit.schedule for fit in fits))
    lines = ["def rate(index):", '    """The learning rate of update `index`, counted from 0."""']
    lines += ["    share = min(index / steps, 1.0)  # of the run"] if {"step", "cosine"} & set(kinds) else []
    for kind in kinds[1:]:
        lines += [f'    if schedule == "{kind}":', f"        return {RATES[kind]}"]
    return "\n".join([*lines, f"    return {RATES[kinds[0]]}"])


BATCHES = '''
order, position = torch.empty(0, dtype=torch.int64), 0


def next_batch():
    """The next examples; every epoch goes through all of them in an order of its own."""
    global order, position
    if position >= len(order):
        order, position = torch.randperm(size, generator=generator), 0
    indices = order[position : position + batch]
    position += batch
    return indices
'''


GROUPS = '''
def groups(weight_decay):
    """Weights decay, biases do not."""
    decaying = {"params": [p for p in net.parameters() if p.ndim > 1], "weight_decay": weight_decay}
    return [decaying, {"params": [p for p in net.parameters() if p.ndim <= 1], "weight_decay": 0.0}]
'''


END = """
np.savez(here / "trained.npz", **{name: tensor.numpy() for name, tensor in net.state_dict().items()})
with open(here / "metrics.csv", newline="") as file:
    recorded = next((row for row in csv.DictReader(file) if int(row["step"]) == updates), {})
if updates:
    compared = [name for name in figures if recorded.get(name)]
    same = bool(compared) and all(recorded[name] == repr(figures[name]) for name in compared)
    print("The run that was kept ended with", *(f"{name} {recorded[name]}" for name in compared), sep="  ")
    print("The numbers are the same." if same else "The numbers differ: other machines and versions round differently.")
"""
