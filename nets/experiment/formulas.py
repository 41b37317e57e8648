"""What a training computes, as formulas with the current numbers; torch-free."""

from __future__ import annotations

from dataclasses import dataclass

from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Problem


@dataclass(frozen=True)
class Formula:
    """A formula: an English title, marked for translation, the lines in LaTeX, and their explanation."""

    title: str
    latex: tuple[str, ...]
    words: Problem | None = None


def number(value: float) -> str:
    """Return a number as LaTeX: 0.03, or 3 times a power of ten if that is shorter."""
    text = f"{value:.4g}"
    digits, e, power = text.partition("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}" if e else text


def fit_formulas(fit: TrainingConfig, index: int = 0) -> tuple[Formula, ...]:
    """Return gradient, schedule and update rule of the fit settings after `index` updates."""
    return (_gradient(fit), *_schedule(fit, index), _update(fit))


def _gradient(fit: TrainingConfig) -> Formula:
    """Return the gradient of a batch with penalties and clipping, in the order in which they act."""
    lines = [r"g = \frac{\partial L}{\partial w}"]
    if fit.l1:
        lines.append(rf"g \leftarrow g + {number(fit.l1)} \cdot \operatorname{{sign}}(w)")
    if fit.clip:
        c = number(fit.clip)
        lines.append(rf"g \leftarrow g \cdot \min\left(1, \frac{{{c}}}{{\lVert g \rVert}}\right)")
    if fit.weight_decay and not OPTIMIZERS[fit.optimizer].has_own_decay:
        lines.append(rf"g \leftarrow g + {number(fit.weight_decay)} \cdot w")
    text = N_(
        "g is the gradient of the loss L of one batch of B = {batch} examples: how the loss answers to each weight w."
    )
    if fit.l1 or fit.weight_decay:
        text = N_(
            "g is the gradient of the loss L of one batch of B = {batch} examples: how the loss answers to each weight "
            "w. The penalty pulls at weights only, never at biases."
        )
    return Formula(N_("Gradient"), tuple(lines), Problem(text, batch=fit.batch))


def _schedule(fit: TrainingConfig, index: int) -> tuple[Formula, ...]:
    """Return how the learning rate changes; empty if it is constant."""
    rate, steps = number(fit.lr), fit.steps
    line = {
        "step": rf"\eta_t = {rate} \cdot \begin{{cases}} 1 & t < {steps / 2:g} \\ 0.1 & t < {0.75 * steps:g} \\"
        rf" 0.01 & t \geq {0.75 * steps:g} \end{{cases}}",
        "cosine": rf"\eta_t = {rate} \cdot \tfrac{{1}}{{2}}\left(1 + \cos\frac{{\pi t}}{{{steps}}}\right)",
        "warmup": rf"\eta_t = {rate} \cdot \min\left(1, \frac{{t + 1}}{{{max(1, steps // 20)}}}\right)",
    }.get(fit.schedule)
    if line is None:
        return ()
    words = Problem(N_("The learning rate η follows the schedule; t counts the updates, now {index}."), index=index)
    return (Formula(N_("Schedule"), (line,), words),)


def _update(fit: TrainingConfig) -> Formula:
    """Return the optimizer's rule, as torch.optim computes it with its defaults."""
    spec = OPTIMIZERS[fit.optimizer]
    eta = number(fit.lr) if fit.schedule == "constant" else r"\eta_t"
    values = {"eta": eta, "mu": number(fit.momentum), "decay": number(fit.weight_decay)}
    lines = tuple(_fill(line, values) for line in spec.update(fit.momentum, fit.weight_decay))
    return Formula(N_("Update"), lines, Problem(spec.explanation))


def _fill(line: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        line = line.replace(f"<{name}>", value)
    return line
