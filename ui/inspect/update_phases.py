"""Format the four phases of an update as Markdown, with the numbers of the trainer's clone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ui.session.training_session import TrainingSession
from ui.text.formatting import datum, factor, input_names, largest, layer_title, number, table, weight
from ui.text.i18n import _, plain
from ui.text.option_labels import option_label

UNITS = 12  # of a layer
ROWS = 16  # weights of a layer
FINE = 5  # decimals of a weight, which an update changes but little
Phases = dict[str, np.ndarray]


def _layers(phases: Phases) -> list[str]:
    return [str(name) for name in phases["layers"]]


def _forward(session: TrainingSession, phases: Phases, row: int) -> str:
    """Format each layer's sums and outputs for one example."""
    names = _layers(phases)
    inputs = phases[f"{names[0]}/inputs"][row]
    titles = input_names(1, len(inputs), session.selection.titles[0])
    shown = [f"{title} = {datum(number(value))}" for title, value in list(zip(titles, inputs, strict=True))[:UNITS]]
    parts = [_("Training example {number}: {inputs}", number=int(phases["examples"][row]) + 1, inputs=", ".join(shown))]
    for name in names:
        sums, outputs, kind = phases[f"{name}/sums"][row], phases[f"{name}/outputs"][row], str(phases[f"{name}/kind"])
        if name == names[-1]:
            outputs, kind = phases["answers"][row], str(phases["output_kind"])
        rows = [[str(i + 1), number(sums[i]), f"**{number(outputs[i])}**"] for i in range(min(len(sums), UNITS))]
        heads = [_("Neuron"), _("sum w·x + b"), option_label(kind, "net.activation")]
        parts.append(f"**{layer_title(name)}**\n\n{table(heads, rows)}")
    return "\n\n".join(parts)


def _loss(session: TrainingSession, phases: Phases, row: int) -> str:
    """Format target, answer, and the formula of the loss with both."""
    answers, truth, classes = phases["answers"][row], float(phases["truth"][row]), session.selection.titles[1]
    target = plain(classes[int(truth)]) if classes else number(float(np.ravel(phases["targets"][row])[0]))
    words = _("true: {wanted} · answer: **{answers}**", wanted=target, answers=", ".join(map(number, answers)))
    parts = [words]
    parts.append(f"{_loss_formula(phases, row)} = **{number(phases['losses'][row])}**")
    if int(phases["batch"]) > 1:
        words = _("The mean over the {count} examples of the batch: **{loss}**")
        parts.append(words.format(count=int(phases["batch"]), loss=number(float(phases["loss"]))))
    return "\n\n".join(parts)


def _loss_formula(phases: Phases, row: int) -> str:
    """Format the loss of one example with its numbers: mean square, or −log of the probability of its class."""
    answers, target, loss = phases["answers"][row], np.atleast_1d(phases["targets"][row]), _("loss")
    kind = str(phases["loss_kind"])
    if kind == "cross_entropy":
        return f"{loss} = −ln p = −ln {number(answers[int(target[0])])}"
    if kind == "binary_cross_entropy":
        filled = f"−ln p = −ln {number(answers[0])}", f"−ln(1 − p) = −ln(1 − {number(answers[0])})"
        return f"{loss} = {filled[0] if target[0] > 0.5 else filled[1]}"
    if kind != "mse":
        return loss
    squares = [f"({number(a)} − {factor(t)})²" for a, t in zip(answers, target, strict=True)][:UNITS]
    return f"{loss} = {squares[0]}" if len(answers) == 1 else f"{loss} = [{' + '.join(squares)}] / {len(answers)}"


def _backward(session: TrainingSession, phases: Phases, row: int) -> str:
    """Format the derivatives of the loss by outputs, sums and weights, from the last layer to the first."""
    words = _(
        "How much the loss grows when a number grows by one, from the end to the beginning. "
        "Those of the weights belong to the mean loss of the batch."
    )
    parts = [words]
    for name in reversed(_layers(phases)):
        by_output, by_sum = phases[f"{name}/outputs_gradient"][row], phases[f"{name}/sums_gradient"][row]
        weights = phases[f"{name}.weight_gradient"]
        rows = [
            [str(i + 1), number(by_output[i]), number(by_sum[i]), ", ".join(map(number, weights[i][:6]))]
            for i in range(min(len(by_sum), UNITS))
        ]
        heads = [_("Neuron"), _("∂loss/∂output"), _("∂loss/∂sum"), _("∂loss/∂weights")]
        parts.append(f"**{layer_title(name)}**\n\n{table(heads, rows)}")
    return "\n\n".join(parts)


def _update(session: TrainingSession, phases: Phases, row: int) -> str:
    """Format each weight, its gradient, and its new value."""
    fit, rate = session.experiment.fit, float(phases["lr"])
    simple = fit.optimizer == "sgd" and not (fit.weight_decay or fit.l1 or fit.clip)
    if simple:
        parts = [_("new weight = weight − learning rate · gradient, with learning rate {rate:g}", rate=rate)]
    else:
        words = _(
            "{optimizer} makes the step of each weight from its gradient, its memory and the penalties; "
            "the learning rate is {rate:g}.",
            optimizer=option_label(fit.optimizer, "fit.optimizer"),
            rate=rate,
        )
        parts = [words]
    for column, name in enumerate(_layers(phases), 1):
        parts.append(f"**{layer_title(name)}**\n\n{_changes(session, phases, name, column, rate if simple else None)}")
    return "\n\n".join(parts)


def _changes(session: TrainingSession, phases: Phases, name: str, column: int, rate: float | None) -> str:
    """Return the weights and biases of one layer before and after; of many, those with the largest changes."""
    old = phases[f"{name}.weight"]
    sources = input_names(column, old.shape[1], session.selection.titles[0])
    titles = [f"{source} → {i + 1}" for i in range(len(old)) for source in sources]
    bias = _("bias")
    titles += [f"{bias} → {i + 1}" for i in range(len(old))]
    parts = [np.concatenate([phases[f"{name}.{p}{end}"].ravel() for p in ("weight", "bias")]) for end in ENDS]
    before, gradient, after = parts
    rows = []
    for i in largest(after - before, ROWS):
        if rate is None:
            change = f"{weight(factor(before[i], FINE))} + {factor(after[i] - before[i], FINE)}"
        else:
            change = f"{weight(factor(before[i], FINE))} − {rate:g}·{factor(gradient[i], FINE)}"
        rows.append([titles[i], number(gradient[i], FINE), f"{change} = **{number(after[i], FINE)}**"])
    shown = table([_("Weight"), _("gradient"), _("new weight")], rows)
    if len(before) > ROWS:
        shown += "\n\n" + _("The {shown} largest changes of {all}.", shown=ROWS, all=len(before))
    return shown


ENDS = ("", "_gradient", "_new")
DRAW: dict[str, Callable[[TrainingSession, Phases, int], str]] = {
    "forward": _forward,
    "loss": _loss,
    "backward": _backward,
    "update": _update,
}
