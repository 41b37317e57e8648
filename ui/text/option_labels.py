"""Labels of the options of settings in the person's language; the values themselves are never translated.

Every list of options has labels of its own, under the key of its setting: "softmax" is one of three outputs of Word2Vec
and an activation of a neuron. What no list declares is shown as it is. Classes and columns of data are no options:
their labels stand in `ui.text.column_labels`.
"""

from __future__ import annotations

from collections.abc import Callable

from nets.experiment.optimizer_specs import OPTIMIZERS
from ui.text.i18n import N_, _

SETTINGS: dict[str, dict[str, str]] = {  # by key of the setting, with the family before it where a family has its own
    "data.name": {
        "houses": N_("houses (prices)"),
        "line": N_("a line (numbers)"),
        "bend": N_("a bend (numbers)"),
        "exam": N_("an exam: passed or not"),
        "two": N_("two clouds"),
        "three": N_("three clouds"),
        "xor": N_("xor"),
        "circles": N_("circles"),
        "moons": N_("moons"),
        "spiral": N_("spiral"),
        "blobs": N_("blobs"),
        "plane": N_("plane (numbers)"),
        "sine": N_("sine (numbers)"),
        "iris": N_("iris flowers"),
        "wine": N_("wine"),
        "breast_cancer": N_("breast cancer"),
        "diabetes": N_("diabetes (numbers)"),
        "seattle": N_("Seattle's weather"),
        "csv": N_("your own table"),
        "points": N_("your own points"),
        "digits": N_("digits, 8×8"),
        "mnist5k": N_("5,000 digits of MNIST"),
        "mnist1d": N_("MNIST-1D: signals"),
        "mnist": "MNIST",
        "fashion_mnist": "Fashion-MNIST",
        "own": N_("your own"),
        "world": N_("a generated world"),
        "topics": N_("Python's help"),
        "adding": N_("adding two marked numbers"),
        "copy": N_("copying after a while"),
        "echo": N_("echo of some steps ago"),
        "parentheses": N_("brackets to close"),
        "text": N_("text: the next character"),
        "sentiment": N_("praise or blame"),
        "reviews": N_("short reviews"),
        "tagging": N_("kinds of words"),
        "weather": N_("weather of the next day"),
        "dates": N_("dates"),
        "numbers": N_("numbers in words and digits"),
        "reverse": N_("letters backwards"),
        "sort": N_("letters in order"),
        "arithmetic": N_("sums"),
        "dialogue": N_("short dialogues"),
        "stories": N_("little Chinese stories"),
        "help": N_("Python's help"),
        "repeat": N_("letters that repeat"),
    },
    "data.goal": {
        "blanks": N_("fill blanks"),
        "verdict": N_("tell praise from blame"),
    },
    "data.inputs": {
        "area": N_("area (1,000 square feet)"),
        "lot": N_("lot (10,000 square feet)"),
        "rooms": N_("bedrooms"),
    },
    "data.features": {
        "x": "x₁",
        "y": "x₂",
        "x2": "x₁²",
        "y2": "x₂²",
        "xy": "x₁x₂",
        "sinx": "sin x₁",
        "siny": "sin x₂",
    },
    "data.language": {
        "en": "English",
        "zh": "中文",
        "both": N_("both languages"),
    },
    "data.way": {
        "forward": N_("forward"),
        "back": N_("the other way round"),
    },
    "data.tokens": {
        "words": N_("words"),
        "characters": N_("characters"),
        "bpe": N_("byte pairs"),
    },
    "net.kind": {
        "cnn": "CNN",
        "mlp": "MLP",
        "logistic": N_("logistic regression"),
    },
    "net.cell": {
        "rnn": "RNN",
        "gru": "GRU",
        "lstm": "LSTM",
        "cnn": "CNN",
        "attention": N_("attention"),
    },
    "net.encoder": {
        "rnn": "RNN",
        "gru": "GRU",
        "lstm": "LSTM",
        "cnn": "CNN",
    },
    "net.decoder": {
        "rnn": "RNN",
        "gru": "GRU",
        "lstm": "LSTM",
    },
    "net.model": {
        "skip-gram": "skip-gram",
        "cbow": "CBOW",
    },
    "net.attention": {
        "none": N_("none"),
        "dot": N_("dot product"),
        "additive": N_("additive"),
        "scaled": N_("scaled dot product"),
    },
    "net.activation": {
        "identity": N_("identity"),
        "sigmoid": "sigmoid",
        "tanh": "tanh",
        "relu": "ReLU",
        "leaky_relu": "leaky ReLU",
        "gelu": "GELU",
        "softmax": "softmax",
        "linear": N_("linear"),
    },
    "net.output": {
        "auto": N_("automatic"),
        "linear": N_("linear"),
        "sigmoid": "sigmoid",
        "softmax": "softmax",
    },
    "word2vec net.output": {
        "negative": N_("negative sampling"),
        "softmax": N_("full softmax"),
        "hierarchical": N_("hierarchical softmax"),
    },
    "net.loss": {
        "auto": N_("automatic"),
        "mse": N_("mean squared error"),
        "binary_cross_entropy": N_("binary cross-entropy"),
        "cross_entropy": N_("cross-entropy"),
        "perceptron": N_("mistakes (Rosenblatt)"),
    },
    "net.init": {
        "zero": N_("zero"),
        "small": N_("small"),
        "large": N_("too large"),
        "xavier": "Xavier",
        "he": "He",
        "orthogonal": N_("orthogonal"),
        "uniform": N_("uniform"),
        "identity": N_("identity matrix"),
    },
    "net.pool": {
        "max": N_("maximum"),
        "average": N_("mean"),
        "none": N_("none"),
    },
    "net.freeze": {
        "none": N_("none"),
        "convolutions": N_("the convolutions"),
        "all_but_output": N_("all but the output"),
    },
    "net.positions": {
        "none": N_("none"),
        "sinusoidal": N_("sinusoidal"),
        "learned": N_("learned"),
        "rotary": N_("rotary"),
    },
    "net.norm": {
        "before": N_("before each part"),
        "after": N_("after each part"),
        "off": N_("off"),
    },
    "net.mask": {
        "causal": N_("causal"),
        "full": N_("full"),
    },
    "fit.optimizer": {name: spec.label for name, spec in OPTIMIZERS.items()},
    "fit.schedule": {
        "constant": N_("constant"),
        "step": N_("in steps"),
        "cosine": N_("cosine"),
        "warmup": N_("warm-up"),
    },
    "fit.stop_at": {
        "none": N_("none"),
        "train_loss": N_("training loss"),
        "test_loss": N_("test loss"),
        "train_accuracy": N_("training accuracy"),
        "test_accuracy": N_("test accuracy"),
        "test_r2": N_("test R²"),
    },
}
VARIANTS = {  # nets that train along with the current one
    **SETTINGS["net.kind"],
    **SETTINGS["net.cell"],
    "scratch": N_("from scratch"),
    "without_attention": N_("without attention"),
    "with_attention": N_("with attention"),
    "without_positions": N_("without positions"),
    "without_residual": N_("without residual connections"),
    "without_norm": N_("without layer norm"),
    "one_head": N_("with one head"),
    "one_layer": N_("with one layer"),
}
SPEEDS = {"fastest": N_("fastest")}


def option_label(option: str, setting: str, family: str = "") -> str:
    """Return how an option of a setting, such as "net.pool", is shown."""
    own = SETTINGS.get(f"{family} {setting}", SETTINGS.get(setting, {}))
    return _(own[option]) if option in own else option


def option_labels(setting: str, family: str = "") -> Callable[[str], str]:
    """Return the function that labels the options of one setting, as `format_func` takes it."""
    return lambda option: option_label(option, setting, family)


def variant_label(variant: str) -> str:
    """Return how a net that trains along with the current one is called."""
    return _(VARIANTS.get(variant, variant))


def speed_label(speed: str) -> str:
    """Return how a speed of training is shown."""
    return _(SPEEDS.get(speed, speed))
