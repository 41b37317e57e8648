"""The autoencoder in formulas with its current sizes, and where in our files they are computed; torch-free."""

from __future__ import annotations

from itertools import pairwise

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import INITIALIZER_SPECS
from nets.models.autoencoder.experiment import Autoencoder
from nets.models.perceptron.formulas import LOSSES, OUTPUTS

MODULE, TASK = "nets/models/autoencoder/net.py", "nets/models/autoencoder/task.py"


def formulas(experiment: Autoencoder) -> tuple[Formula, ...]:
    """Return encoder, decoder, activation, initial weights, output, loss, R², and PCA for comparison."""
    activation = [_activation(experiment)] if experiment.net.hidden else []
    before = (*_noise(experiment), _encoder(experiment), _decoder(experiment), *activation, _init(experiment))
    return (*before, _output(experiment), _loss(experiment), _r2(), _pca(experiment))


def _noise(experiment: Autoencoder) -> tuple[Formula, ...]:
    """Return the noisy input; nothing without noise."""
    noise = experiment.data.noise
    if not noise:
        return ()
    line = rf"\tilde{{x}} = x + {number(noise)} \cdot \varepsilon, \quad \varepsilon \sim \mathcal{{N}}(0, 1)"
    words = Problem(N_("The net gets the image with noise, drawn anew each time, and is judged by the image without."))
    return (Formula(N_("Noise"), (line,), words),)


def _chain(widths: tuple[int, ...], source: str, letter: str) -> list[str]:
    """Return a line for each hidden layer."""
    lines = []
    for index, (before, after) in enumerate(pairwise(widths), 1):
        inner = source if index == 1 else f"{letter}_{{{index - 1}}}"
        shape = rf"W \in \mathbb{{R}}^{{{after} \times {before}}}"
        lines.append(rf"{letter}_{{{index}}} = f(W {inner} + b), \quad {shape}")
    return lines


def _encoder(experiment: Autoencoder) -> Formula:
    hidden, code = experiment.net.hidden, experiment.net.code
    source = r"\tilde{x}" if experiment.data.noise else "x"
    lines = _chain((experiment.pixels, *hidden), source, "h")
    last, before = (f"h_{{{len(hidden)}}}", hidden[-1]) if hidden else (source, experiment.pixels)
    lines += [rf"c = W {last} + b \in \mathbb{{R}}^{{{code}}}, \quad W \in \mathbb{{R}}^{{{code} \times {before}}}"]
    text = N_("The encoder turns the {pixels} pixels of an image into a code c of {code} numbers.")
    return Formula(N_("Encoder"), tuple(lines), Problem(text, pixels=experiment.pixels, code=code))


def _decoder(experiment: Autoencoder) -> Formula:
    hidden, pixels = tuple(reversed(experiment.net.hidden)), experiment.pixels
    lines = _chain((experiment.net.code, *hidden), "c", "g")
    last, before = (f"g_{{{len(hidden)}}}", hidden[-1]) if hidden else ("c", experiment.net.code)
    lines += [rf"z = W {last} + b, \quad W \in \mathbb{{R}}^{{{pixels} \times {before}}}"]
    text = N_("The decoder makes pixels of the code, and of nothing else. {count} parameters in all.")
    return Formula(N_("Decoder"), tuple(lines), Problem(text, count=experiment.parameters))


def _activation(experiment: Autoencoder) -> Formula:
    text = N_("f bends the sums of every hidden layer. Without a bend, all of it would be two linear maps.")
    return Formula(N_("Activation"), (ACTIVATION_SPECS[experiment.net.activation].formula,), Problem(text))


def _init(experiment: Autoencoder) -> Formula:
    text = N_("Before training, each weight is drawn at random; D inputs come into a layer of W neurons. Biases are 0.")
    return Formula(N_("Initial weights"), (INITIALIZER_SPECS[experiment.net.init].formula,), Problem(text))


def _output(experiment: Autoencoder) -> Formula:
    text = {
        "sigmoid": N_("Every pixel x̂ lies between 0, no ink, and 1."),
        "linear": N_("Every pixel x̂ is what the sum says, also below 0 and above 1."),
    }[experiment.net.output]
    return Formula(N_("Output layer"), (OUTPUTS[experiment.net.output].replace("y", "x"),), Problem(text))


def _loss(experiment: Autoencoder) -> Formula:
    """Return the loss over all pixels, with the image itself as the target."""
    batch, pixels = number(experiment.fit.batch), str(experiment.pixels)
    if experiment.net.loss == "mse":
        line = LOSSES["mse"].replace("y", "x").replace("<B>", batch).replace("<K>", pixels)
    else:
        line = (
            r"L = -\frac{1}{B K} \sum_{i=1}^{B} \sum_{k=1}^{K} \bigl[ x_{ik} \ln \hat{x}_{ik} + (1 - x_{ik}) "
            rf"\ln (1 - \hat{{x}}_{{ik}}) \bigr], \quad B = {batch},\; K = {pixels}"
        )
    words = Problem(N_("How far what comes out, x̂, is from the image x itself. No label occurs: nobody has to answer."))
    return Formula(N_("Loss"), (line,), words)


def _r2() -> Formula:
    line = r"R^2 = 1 - \frac{\sum_i \lVert \hat{x}_i - x_i \rVert^2}{\sum_i \lVert x_i - \bar{x} \rVert^2}"
    text = N_("How much of what sets images apart from the average image x̄ comes out again: 1 is all of it.")
    return Formula("R²", (line,), Problem(text))


def _pca(experiment: Autoencoder) -> Formula:
    pixels, code = experiment.pixels, experiment.net.code
    lines = (
        r"c = V (x - \bar{x}), \qquad \hat{x} = \bar{x} + V^\top c",
        rf"V \in \mathbb{{R}}^{{{code} \times {pixels}}}, \quad V V^\top = I",
    )
    text = N_(
        "The rows of V are the directions in which the training images differ most. No linear autoencoder of this size "
        "does better on the training images, and one that is trained to the end does as well."
    )
    return Formula(N_("PCA of equal size"), lines, Problem(text))


def sources(experiment: Autoencoder) -> tuple[Source, ...]:
    """Return the source that runs at every update of this experiment, in that order."""
    net = experiment.net
    activation = Source(N_("Activation"), "nets/layers/activations.py", f"ACTIVATIONS:{net.activation}")
    return (
        Source(N_("Initial weights"), "nets/layers/initializers.py", net.init),
        *([Source(N_("Noise"), TASK, "ReconstructionTask.add_noise")] if experiment.data.noise else []),
        Source(N_("Encoder"), MODULE, "AutoencoderNet.encode"),
        Source(N_("Decoder"), MODULE, "AutoencoderNet.decode"),
        *([activation] if net.hidden else []),
        Source(N_("Loss"), TASK, "ReconstructionTask.loss"),
        Source("R²", TASK, "ReconstructionTask.r2"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
        Source(N_("PCA of equal size"), "nets/models/autoencoder/principal.py", "PrincipalComponents"),
    )
