"""Convolutional nets in formulas with their current sizes, and where in our files they are computed; torch-free."""

from __future__ import annotations

from nets.experiment.formulas import Formula, number
from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.geometry import Block
from nets.models.perceptron.formulas import OUTPUTS

MODULE, WRITTEN = "nets/models/cnn/net.py", "nets/models/cnn/reference.py"
MAX_BLOCKS = 4  # written out; of a deeper net the first ones


def formulas(experiment: Convolutional) -> tuple[Formula, ...]:
    """Return sizes, convolution, norm, activation, pooling, output and loss of the net as it is."""
    chosen: list[Formula] = []
    if experiment.blocks:
        chosen += [_sizes(experiment.blocks), _sum(experiment)]
        chosen += [_norm(experiment)] if experiment.net.norm else []
    if experiment.blocks or experiment.hidden:
        text = N_("z is the sum that a unit has made. Without a bend, many layers would be no more than one.")
        chosen += [Formula(N_("Activation"), (ACTIVATION_SPECS[experiment.net.activation].formula,), Problem(text))]
    if experiment.blocks and experiment.net.pool != "none":
        chosen += [_pool(experiment)]
    return (*chosen, _dense(experiment), _output(experiment), _loss(experiment))


def _sizes(blocks: tuple[Block, ...]) -> Formula:
    """Return the edge of every map, with its numbers."""
    lines = [r"n' = \left\lfloor \frac{n + 2p - d(k - 1) - 1}{s} \right\rfloor + 1"]
    for index, block in enumerate(blocks[:MAX_BLOCKS], 1):
        shape, pool = block.shape, block.shape.pool_size
        top = rf"{block.before[0]} + 2 \cdot {shape.padding} - {shape.dilation} \cdot ({shape.kernel} - 1) - 1"
        line = rf"n_{{{index}}} = \left\lfloor \frac{{{top}}}{{{shape.stride}}} \right\rfloor + 1 = {block.maps[0]}"
        pooled = rf" \;\xrightarrow{{\text{{pool}} {pool}}}\; {block.pooled[0]}" if pool > 1 else ""
        lines.append(line + pooled)
    lines += [r"\vdots"] if len(blocks) > MAX_BLOCKS else []
    text = N_(
        "n is the edge of what comes in, n' of the map that comes out: k kernel size, s stride, p padding, d dilation."
    )
    return Formula(N_("Output size"), tuple(lines), Problem(text))


def _sum(experiment: Convolutional) -> Formula:
    """Return one pixel of a feature map of the first block."""
    block = experiment.blocks[0]
    channels, kernel = block.weight_shape[1:3]
    position = "s i + d u - p, \\; s j + d v - p" if len(block.maps) == 2 else "s i + d u - p"
    sums = rf"\sum_{{u=0}}^{{{kernel - 1}}}" + (rf" \sum_{{v=0}}^{{{kernel - 1}}}" if len(block.maps) == 2 else "")
    at, inner = ("i j", "u v") if len(block.maps) == 2 else ("i", "u")
    line = rf"z_{{o {at}}} = b_o + \sum_{{c=1}}^{{{channels}}} {sums} w_{{o c {inner}}} \cdot x_{{c,\; {position}}}"
    sizes = r" \times ".join(map(str, block.weight_shape))
    shape = rf"W \in \mathbb{{R}}^{{{sizes}}}, \quad {block.weights} + {block.channels}"
    text = N_(
        "Every pixel of map o is the patch around its place times kernel o, summed over the kernel and the channels c. "
        "The same kernel serves at every place, so that block 1 needs {count} parameters only."
    )
    return Formula(N_("Convolution"), (line, shape), Problem(text, count=block.weights + block.channels))


def _norm(experiment: Convolutional) -> Formula:
    block = experiment.blocks[0]
    count = experiment.fit.batch
    for edge in block.maps:
        count *= edge
    lines = (
        rf"\mu_c = \frac{{1}}{{{count}}} \sum z_c, \qquad \sigma_c^2 = \frac{{1}}{{{count}}} \sum (z_c - \mu_c)^2",
        r"z_c \leftarrow \gamma_c \frac{z_c - \mu_c}{\sqrt{\sigma_c^2 + 10^{-5}}} + \beta_c",
    )
    text = N_(
        "Mean and variance are taken over the batch and all places of channel c; γ and β are learnt. "
        "Outside of training, running means stand in for both."
    )
    return Formula(N_("Batch norm"), lines, Problem(text))


def _pool(experiment: Convolutional) -> Formula:
    size, flat = experiment.net.pool_size, len(experiment.image) == 3
    positions = (r"{size} i + u,\; {size} j + v" if flat else r"{size} i + u").replace("{size}", str(size))
    under = rf"0 \le u, v < {size}" if flat else rf"0 \le u < {size}"
    at = "i j" if flat else "i"
    if experiment.net.pool == "max":
        line = rf"y_{{c {at}}} = \max_{{{under}}} x_{{c,\; {positions}}}"
    else:
        line = rf"y_{{c {at}}} = \frac{{1}}{{{size ** (2 if flat else 1)}}} \sum_{{{under}}} x_{{c,\; {positions}}}"
    text = N_("Of every square of neighbouring pixels one number is left, so that small shifts matter less.")
    return Formula(N_("Pooling"), (line,), Problem(text))


def _dense(experiment: Convolutional) -> Formula:
    """Return the fully connected layers with their shapes, and the number of all parameters."""
    lines = []
    for index, layer in enumerate(experiment.layers()[len(experiment.blocks) :], 1):
        inputs, units = layer.shape.split(" + ")[0].split(" × ")
        lines.append(
            rf"W_{{{index}}} \in \mathbb{{R}}^{{{units} \times {inputs}}}, \quad "
            rf"b_{{{index}}} \in \mathbb{{R}}^{{{units}}}"
        )
    sums = " + ".join(str(layer.parameters) for layer in experiment.layers())
    text = N_(
        "What is left of the image in a single row of numbers goes through fully connected layers. {count} parameters."
    )
    lines.append(f"{sums} = {experiment.parameters}")
    return Formula(N_("Fully connected layers"), tuple(lines), Problem(text, count=experiment.parameters))


def _output(experiment: Convolutional) -> Formula:
    text = N_("The outputs become probabilities: all positive, and together 1.")
    line = OUTPUTS["softmax"].replace("<K>", str(len(experiment.classes)))
    return Formula(N_("Output layer"), (line,), Problem(text))


def _loss(experiment: Convolutional) -> Formula:
    line = r"L = -\frac{1}{B} \sum_{i=1}^{B} \ln \hat{y}_{i, y_i}, \quad B = <B>".replace(
        "<B>", number(experiment.fit.batch)
    )
    return Formula(N_("Loss"), (line,), Problem(N_("How wrong the answers ŷ are, against the true targets y.")))


def sources(experiment: Convolutional) -> tuple[Source, ...]:
    """Return the source that runs at every update of this experiment, in that order, and convolution written out."""
    net, data = experiment.net, experiment.data
    blocks = bool(experiment.blocks)
    augmented = data.shift or data.rotate or data.scale or data.noise
    activates = blocks or bool(experiment.hidden)
    return (
        Source(N_("Initial weights"), MODULE, net.init),
        *([Source(N_("Augmentation"), "nets/datasets/images/augmentation.py", "augment")] if augmented else []),
        Source(N_("Forward"), MODULE, "CNN.forward"),
        *([Source(N_("Block"), MODULE, "ConvolutionBlock.forward")] if blocks else []),
        *([Source(N_("Convolution, written out"), WRITTEN, "convolve")] if blocks else []),
        *([Source(N_("Batch norm, written out"), WRITTEN, "normalise")] if blocks and net.norm else []),
        *([Source(N_("Pooling, written out"), WRITTEN, "pool")] if blocks and net.pool != "none" else []),
        *(
            [Source(N_("Activation"), "nets/layers/activations.py", f"ACTIVATIONS:{net.activation}")]
            if activates
            else []
        ),
        *([Source(N_("Dropout"), "nets/layers/linear.py", "apply_dropout")] if net.dropout and activates else []),
        Source(N_("Loss"), "nets/models/cnn/task.py", "ImageTask.loss"),
        Source(N_("One update"), "nets/training/trainer_state.py", "Training.update"),
        Source(N_("Optimizer"), "nets/experiment/optimizer_specs.py", f"OPTIMIZERS:{experiment.fit.optimizer}"),
    )
