"""The perceptron in formulas with its current sizes, and where in our files they are computed; torch-free."""

from __future__ import annotations

from itertools import pairwise

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import INITIALIZER_SPECS
from nets.models.perceptron.experiment import Perceptron

MODULE = "nets/models/perceptron/net.py"
MAX_LAYERS = 3  # written out; more are hinted at

OUTPUTS = {
    "linear": r"\hat{y} = z",
    "sigmoid": r"\hat{y} = \sigma(z) = \frac{1}{1 + e^{-z}}",
    "softmax": r"\hat{y}_k = \frac{e^{z_k}}{\sum_{j=1}^{<K>} e^{z_j}}",
}
LOSSES = {
    "mse": r"L = \frac{1}{B K} \sum_{i=1}^{B} \sum_{k=1}^{K} (\hat{y}_{ik} - y_{ik})^2, \quad B = <B>,\; K = <K>",
    "binary_cross_entropy": r"L = -\frac{1}{B} \sum_{i=1}^{B} \bigl[ y_i \ln \hat{y}_i"
    r" + (1 - y_i) \ln (1 - \hat{y}_i) \bigr], \quad B = <B>",
    "perceptron": r"L = \frac{1}{B} \sum_{i=1}^{B} \max(0,\; -y_i z_i), \quad y_i \in \{-1, 1\}, \quad B = <B>",
    "cross_entropy": r"L = -\frac{1}{B} \sum_{i=1}^{B} \ln \hat{y}_{i, y_i}, \quad B = <B>",
}


def formulas(experiment: Perceptron) -> tuple[Formula, ...]:
    """Return layers, activations, initial weights, output and loss of the net as it is."""
    before = (_layers(experiment), *_activations(experiment), *_dropout(experiment))
    return (*before, _init(experiment), _output(experiment), _loss(experiment), *_rule(experiment))


def _layers(experiment: Perceptron) -> Formula:
    """Return every layer with the shape of its weights; of a deep net the first ones and the last."""
    widths, activations = experiment.widths, experiment.net.activations
    lines = []
    for index, ((before, after), name) in enumerate(zip(list(pairwise(widths))[:-1], activations, strict=True), 1):
        if index <= MAX_LAYERS or index == len(activations):
            source = "x" if index == 1 else f"h_{{{index - 1}}}"
            shape = rf"W_{{{index}}} \in \mathbb{{R}}^{{{after} \times {before}}}"
            symbol = ACTIVATION_SPECS[name].symbol
            lines.append(rf"h_{{{index}}} = {symbol}(W_{{{index}}} {source} + b_{{{index}}}), \quad {shape}")
        elif index == MAX_LAYERS + 1:
            lines.append(r"\vdots")
    count = len(activations)
    last, source = count + 1, f"h_{{{count}}}" if activations else "x"
    shape = rf"W_{{{last}}} \in \mathbb{{R}}^{{{widths[-1]} \times {widths[-2]}}}"
    lines.append(rf"z = W_{{{last}}} {source} + b_{{{last}}}, \quad {shape}")
    sums = " + ".join(rf"({before} + 1) \cdot {after}" for before, after in pairwise(widths))
    lines.append(rf"{sums} = {experiment.parameters}")
    text = N_(
        "x are the inputs, W the weights with a row for each neuron, b the biases. "
        "The last line counts them: {count} parameters."
    )
    return Formula(N_("Forward"), tuple(lines), Problem(text, count=experiment.parameters))


def _activations(experiment: Perceptron) -> tuple[Formula, ...]:
    """Return each activation in use, once."""
    used = dict.fromkeys(experiment.net.activations)
    if not used:
        return ()
    text = N_("z is a neuron's weighted sum with its bias. Without a bend, many layers would be no more than one.")
    return (Formula(N_("Activation"), tuple(ACTIVATION_SPECS[name].formula for name in used), Problem(text)),)


def _dropout(experiment: Perceptron) -> tuple[Formula, ...]:
    """Return what dropout does to a hidden layer; nothing without dropout."""
    share = experiment.net.dropout
    if not share or not experiment.net.hidden:
        return ()
    line = rf"h \leftarrow \frac{{m \odot h}}{{1 - {number(share)}}}, \quad P(m_j = 0) = {number(share)}"
    text = N_(
        "While training, m switches each hidden neuron off at random; the others are scaled up to make up for it."
    )
    return (Formula(N_("Dropout"), (line,), Problem(text)),)


def _init(experiment: Perceptron) -> Formula:
    text = N_("Before training, each weight is drawn at random; D inputs come into a layer of W neurons. Biases are 0.")
    return Formula(N_("Initial weights"), (INITIALIZER_SPECS[experiment.net.init].formula,), Problem(text))


def _output(experiment: Perceptron) -> Formula:
    head = experiment.head
    text = {
        "linear": N_("The output neuron says its number as it is."),
        "sigmoid": N_("The output is squeezed between 0 and 1: how sure the net is of the second class."),
        "softmax": N_("The outputs become probabilities: all positive, and together 1."),
    }[head.output]
    return Formula(N_("Output layer"), (OUTPUTS[head.output].replace("<K>", str(head.neurons)),), Problem(text))


def _loss(experiment: Perceptron) -> Formula:
    head, batch = experiment.head, experiment.fit.batch
    line = LOSSES[head.loss].replace("<B>", str(batch)).replace("<K>", str(head.neurons))
    return Formula(N_("Loss"), (line,), Problem(N_("How wrong the answers ŷ are, against the true targets y.")))


def _rule(experiment: Perceptron) -> tuple[Formula, ...]:
    """Return the perceptron rule for a single neuron with the perceptron loss; nothing for any other net."""
    if experiment.head.loss != "perceptron" or experiment.net.hidden or experiment.fit.optimizer != "sgd":
        return ()
    rate, batch = number(experiment.fit.lr), experiment.fit.batch
    if batch == 1:
        line = rf"y z \le 0: \quad w \leftarrow w + {rate}\, y x, \quad b \leftarrow b + {rate}\, y"
        text = N_("A right answer changes nothing; a mistake turns the weight vector towards y·x (Rosenblatt 1958).")
    else:
        line = rf"w \leftarrow w + \frac{{{rate}}}{{B}} \sum_{{i:\, y_i z_i \le 0}} y_i x_i, \quad B = {batch}"
        text = N_("The mistakes of the whole batch turn the weight vector together.")
    return (Formula(N_("Perceptron rule"), (line,), Problem(text)),)


def sources(experiment: Perceptron) -> tuple[Source, ...]:
    """Return the source that runs at every update of this experiment, in that order."""
    net = experiment.net
    activations = [
        Source(N_("Activation"), "nets/layers/activations.py", f"ACTIVATIONS:{name}")
        for name in dict.fromkeys(net.activations)
    ]
    return (
        Source(N_("Initial weights"), "nets/layers/initializers.py", net.init),
        Source(N_("Forward"), MODULE, "MLP.forward"),
        *([Source(N_("Layer"), "nets/layers/linear.py", "DenseLayer.forward")] if net.hidden else []),
        *activations,
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.hidden and net.dropout else []),
        Source(N_("Loss"), "nets/models/perceptron/task.py", "loss_of"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
