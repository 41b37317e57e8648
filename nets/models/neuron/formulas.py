"""The neuron in formulas with its current sizes, and where in our files they are computed; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import INITIALIZER_SPECS
from nets.models.neuron.experiment import Neuron
from nets.models.perceptron.formulas import LOSSES, OUTPUTS


def formulas(experiment: Neuron) -> tuple[Formula, ...]:
    """Return sum, activation, loss, its gradient, the closed-form solution, and the initial weights."""
    solved = (_solved(),) if experiment.linear else ()
    return (
        _sum(experiment),
        _activation(experiment),
        _loss(experiment),
        _slope(experiment),
        *solved,
        _init(experiment),
    )


def _sum(experiment: Neuron) -> Formula:
    inputs, outputs = experiment.inputs, experiment.outputs
    line = rf"z = W x + b, \quad W \in \mathbb{{R}}^{{{outputs} \times {inputs}}},\; x \in \mathbb{{R}}^{{{inputs}}}"
    line += rf",\; b, z \in \mathbb{{R}}^{{{outputs}}}"
    each = r"z_k = \sum_{j=1}^{<D>} w_{kj}\, x_j + b_k".replace("<D>", str(inputs))
    count = (inputs + 1) * outputs
    text = N_("Every neuron is a row of W: it weighs the inputs, adds them up and adds its bias. {count} parameters.")
    return Formula(N_("Weighted sum"), (line, each), Problem(text, count=count))


def _activation(experiment: Neuron) -> Formula:
    activation = experiment.net.activation
    line = (
        OUTPUTS["softmax"].replace("<K>", str(experiment.outputs))
        if activation == "softmax"
        else ACTIVATION_SPECS[activation].formula
    )
    return Formula(N_("Activation"), (line,), Problem(N_("It makes the answer ŷ of the weighted sum z.")))


def _loss(experiment: Neuron) -> Formula:
    batch = str(min(experiment.fit.batch, 500))
    line = LOSSES[experiment.net.loss].replace("<B>", batch).replace("<K>", str(experiment.outputs))
    text = N_("How wrong the answers ŷ are, against the true targets y; B examples at most make an update.")
    return Formula(N_("Loss"), (line,), Problem(text))


SLOPES = {
    "mse": r"\frac{\partial L}{\partial w_{kj}} = \frac{2}{B K} \sum_i (\hat{y}_{ik} - y_{ik})\, G'(z_{ik})\, x_{ij}",
    "binary_cross_entropy": r"\frac{\partial L}{\partial w_j} = \frac{1}{B} \sum_i (\hat{y}_i - y_i)\, x_{ij}",
    "cross_entropy": r"\frac{\partial L}{\partial w_{kj}} = \frac{1}{B} \sum_i (\hat{y}_{ik} - [y_i = k])\, x_{ij}",
}


def _slope(experiment: Neuron) -> Formula:
    text = N_("Error times input: the slope of the loss along each weight. The bias has it with an input of 1.")
    if experiment.net.loss == "mse" and not experiment.linear:
        text = N_(
            "Error times the slope G' of the activation times input. Where the activation is flat, "
            "nothing is learnt, however large the error."
        )
    return Formula(N_("Gradient"), (SLOPES[experiment.net.loss],), Problem(text))


def _solved() -> Formula:
    line = r"\begin{bmatrix} w \\ b \end{bmatrix} = (X^\top X)^{-1} X^\top y, \quad X = \begin{bmatrix} x_i & 1"
    text = N_("Least squares: for a straight line and the squared error the best weights follow from a formula.")
    return Formula(N_("At once"), (line + r" \end{bmatrix}_{i}",), Problem(text))


def _init(experiment: Neuron) -> Formula:
    text = N_("Before training, each weight is drawn at random; D inputs come into W neurons. Biases are 0.")
    return Formula(N_("Initial weights"), (INITIALIZER_SPECS[experiment.net.init].formula,), Problem(text))


def sources(experiment: Neuron) -> tuple[Source, ...]:
    """Return the source that runs at every update of this experiment, in that order."""
    activation = experiment.net.activation
    activations = (
        ()
        if activation == "softmax"
        else (Source(N_("Activation"), "nets/layers/activations.py", f"ACTIVATIONS:{activation}"),)
    )
    solved = Source(N_("At once"), "nets/probes/predictions/least_squares.py", "solve_least_squares")
    return (
        Source(N_("Initial weights"), "nets/layers/initializers.py", experiment.net.init),
        Source(N_("Weighted sum"), "nets/layers/linear.py", "Linear.forward"),
        *activations,
        Source(N_("Loss"), "nets/models/perceptron/task.py", "loss_of"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
        *((solved,) if experiment.linear else ()),
    )
