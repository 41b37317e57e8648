"""The loop of a script: updates, changed settings, manual edits, early stopping; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.experiment import Experiment
from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.training_config import FIRST, TrainingConfig
from nets.training.manual_edits import Edit, Taught, Written
from nets.training.messages import SettingChange

FORGET = 'best, best_at, kept = float("inf"), 0, {}'


def optimizer(fit: TrainingConfig, rows: bool = False) -> str:
    """Return the expression that creates the optimizer, with the same kernels as in the app."""
    if rows:
        return f'RowOptimizer(net.parameters(), "{fit.optimizer}", lr)'
    call = OPTIMIZERS[fit.optimizer].call(fit.momentum)
    arguments = [f", {name}={value!r}" for name, value in call.arguments.items() if value is not False]
    return f"torch.optim.{call.class_name}(groups({fit.weight_decay!r}), lr{''.join(arguments)})"


def loop(
    stages: Sequence[Experiment], setting_changes: Sequence[SettingChange], edits: Sequence[Edit], rows: bool = False
) -> str:
    """Return the loop over updates, with the changes of settings and the manual edits at their steps."""
    fits = [stage.fit for stage in stages]
    taught = {edit.step: list(edit.examples) for edit in edits if isinstance(edit, Taught)}
    lines = [f"chosen = {taught}  # updates on examples of a person's choice: step, examples"] if taught else []
    lines += ["for index in range(updates):"]
    for before, after, (step, changes) in zip(stages[:-1], stages[1:], setting_changes, strict=True):
        lines += [f"    if index == {step}:  # settings were changed here"]
        lines += [f"        {line}" for line in _change_settings(before, after, changes, rows)]
    for step, written in _by_step(edits).items():
        lines += [f"    if index == {step}:  # written by hand", *(f"        {_assign(edit)}" for edit in written)]
    lines += ["    for group in optimizer.param_groups:", '        group["lr"] = rate(index)']
    batch = "torch.tensor(chosen[index]) if index in chosen else next_batch()" if taught else "next_batch()"
    lines += [f"    loss = loss_of_batch({batch})", "    optimizer.zero_grad()", "    loss.backward()"]
    if any(fit.l1 for fit in fits):
        lines += ["    for p in net.parameters():  # the gradient of l1 times the sum of absolute weights"]
        lines += ["        if l1 and p.ndim > 1 and p.grad is not None:"]
        lines += ["            p.grad.add_(p.detach().sign(), alpha=l1)"]
    if any(fit.clip for fit in fits):
        lines += ["    if clip:", "        nn.utils.clip_grad_norm_(net.parameters(), clip)"]
    lines += ["    optimizer.step()", "    done = index + 1"]
    if fits[0].average:
        lines += ["    torch._foreach_lerp_(averages, [p.detach() for p in net.parameters()], 1 / done)"]
    figures = "report() | averaged()" if fits[0].average else "report()"
    if any(fit.patience for fit in fits):
        lines += [f"    measured = done <= min({FIRST}, report_every) or done % report_every == 0 or done == steps"]
        lines += ["    if measured or done == updates:", f'        figures = {{"loss": loss.item()}} | {figures}']
        lines += [f"        {line}" for line in _early(figures)]
    else:
        lines += ["    if done % report_every == 0 or done in (1, steps, updates):"]
        lines += [f'        figures = {{"loss": loss.item()}} | {figures}']
    lines += ['        print(done, *(f"{name} {value:.6g}" for name, value in figures.items()), sep="  ")']
    return "\n".join(lines)


def _early(figures: str) -> list[str]:
    """Return the lines that keep the best weights and restore them."""
    return [
        'if patience and measured and figures["test_loss"] < best:',
        '    best, best_at = figures["test_loss"], done',
        "    kept = {name: tensor.clone() for name, tensor in net.state_dict().items()}",
        "elif patience and measured and kept and done - best_at >= patience:  # early stopping",
        "    net.load_state_dict(kept)",
        f"    figures |= {figures}",
    ]


def _by_step(edits: Sequence[Edit]) -> dict[int, list[Written]]:
    """Return the written weights by the number of updates before."""
    steps: dict[int, list[Written]] = {}
    for edit in edits:
        if isinstance(edit, Written):
            steps.setdefault(edit.step, []).append(edit)
    return steps


def _assign(edit: Written) -> str:
    """Return the line that writes an entry of a parameter."""
    return f'net.get_parameter("{edit.parameter}").data[{", ".join(map(str, edit.index))}] = {edit.new!r}'


def written_last(edits: Sequence[Edit], updates: int) -> str:
    """Return the lines that write weights after the last update."""
    lines = [_assign(edit) for edit in _by_step(edits).get(updates, [])]
    if lines and updates:
        lines += ["figures |= report()"]
    return "\n".join(["# written by hand after the last update", *lines]) if lines else ""


NAMES = {"fit.lr": "lr", "fit.batch": "batch", "fit.steps": "steps", "fit.report": "report_every"}
NAMES |= {"fit.clip": "clip", "fit.l1": "l1", "fit.schedule": "schedule", "fit.patience": "patience"}


def _change_settings(before: Experiment, after: Experiment, changes: dict[str, object], rows: bool) -> list[str]:
    """Return the lines that change settings in the middle of the training, as the app does."""
    fit = after.fit
    lines = [f"{NAMES[key]} = {after.value(key)!r}".replace("'", '"') for key in changes if key in NAMES]
    lines += [FORGET.replace(" 0,", " index,")] if "fit.patience" in changes else []
    lines += [f"net.{key[4:]} = {after.value(key)!r}" for key in changes if key.startswith("net.")]
    if fit.optimizer != before.fit.optimizer:
        return [*lines, f"optimizer = {optimizer(fit, rows)}  # its memory begins anew"]
    if "fit.weight_decay" in changes:
        lines += [f'optimizer.param_groups[0]["weight_decay"] = {fit.weight_decay!r}']
    spec = OPTIMIZERS[fit.optimizer]
    if "fit.momentum" in changes and spec.momentum:
        lines += ["for group in optimizer.param_groups:"]
        arguments = spec.call(fit.momentum).arguments
        lines += [f'    group["{name}"] = {value!r}' for name, value in arguments.items() if name != "fused"]
        if spec.momentum == "optional" and fit.momentum:
            lines += ["for p, memory in optimizer.state.items():"]
            lines += ['    memory.setdefault("momentum_buffer", torch.zeros_like(p))']
    return lines or ["pass"]
