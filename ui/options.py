"""The options of choices in the person's language. The values themselves are never translated."""

from __future__ import annotations

from ui.words import N_, _

NAMES = {
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
    "tagging": N_("kinds of words"),
    "weather": N_("weather of the next day"),
    "en": "English",
    "zh": "中文",
    "rnn": "RNN",
    "gru": "GRU",
    "lstm": "LSTM",
    "attention": N_("attention"),
    "uniform": N_("uniform"),
    "cnn": "CNN",
    "mlp": "MLP",
    "logistic": N_("logistic regression"),
    "scratch": N_("from scratch"),
    "average": N_("mean"),
    "none": N_("none"),
    "convolutions": N_("the convolutions"),
    "all_but_output": N_("all but the output"),
    "x": "x₁",
    "y": "x₂",
    "x2": "x₁²",
    "y2": "x₂²",
    "xy": "x₁x₂",
    "sinx": "sin x₁",
    "siny": "sin x₂",
    "identity": N_("identity"),
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "gelu": "GELU",
    "zero": N_("zero"),
    "small": N_("small"),
    "large": N_("too large"),
    "xavier": "Xavier",
    "he": "He",
    "orthogonal": N_("orthogonal"),
    "auto": N_("automatic"),
    "linear": N_("linear"),
    "mse": N_("mean squared error"),
    "binary_cross_entropy": N_("binary cross-entropy"),
    "cross_entropy": N_("cross-entropy"),
    "perceptron": N_("mistakes (Rosenblatt)"),
    "train_loss": N_("training loss"),
    "test_loss": N_("test loss"),
    "train_accuracy": N_("training accuracy"),
    "test_accuracy": N_("test accuracy"),
    "test_r2": N_("test R²"),
    "skip-gram": "skip-gram",
    "cbow": "CBOW",
    "softmax": N_("full softmax"),
    "negative": N_("negative sampling"),
    "hierarchical": N_("hierarchical softmax"),
    "sgd": "SGD",
    "momentum": N_("momentum"),
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
    "constant": N_("constant"),
    "step": N_("in steps"),
    "cosine": N_("cosine"),
    "warmup": N_("warm-up"),
    "max": N_("maximum"),
    "fastest": N_("fastest"),
}
ANSWERS = {  # what nets say of sentences and of the weather
    "positive": N_("praise"),
    "negative": N_("blame"),
    "drizzle": N_("drizzle"),
    "fog": N_("fog"),
    "rain": N_("rain"),
    "snow": N_("snow"),
    "sun": N_("sun"),
    "pronoun": N_("pronoun"),
    "noun": N_("noun"),
    "verb": N_("verb"),
    "adjective": N_("adjective"),
    "adverb": N_("adverb"),
    "determiner": N_("determiner"),
    "preposition": N_("preposition"),
    "auxiliary": N_("auxiliary"),
    "number": N_("numeral"),
    "measure": N_("measure word"),
    "particle": N_("particle"),
    "mark": N_("punctuation"),
}
NUMBERS = {  # what sequences of numbers are made of
    "value": N_("value"),
    "mark": N_("counts"),
    "signal": N_("signal"),
    "precipitation": N_("precipitation"),
    "temp_max": N_("highest temperature"),
    "temp_min": N_("lowest temperature"),
    "wind": N_("wind"),
}


def named(option: str) -> str:
    """How an option is shown."""
    return _(NAMES.get(option, option))


def answer_named(task: str, answer: str) -> str:
    """How an answer of a net that reads sequences is shown; letters and characters stand for themselves."""
    if task == "parentheses" and answer == "none":
        return _("none is open")
    return _(ANSWERS.get(answer, answer)) if task in ("sentiment", "tagging", "weather") else answer


def number_named(name: str) -> str:
    """How a number that comes in at a step is shown."""
    return _(NUMBERS.get(name, name))
