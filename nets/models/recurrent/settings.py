"""The settings of nets that read sequences: the data and the net; torch-free."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import model_validator

from nets.datasets.option_labels import IMAGE_LABELS, LANGUAGE_LABELS
from nets.datasets.shared_settings import data_name_in, data_seed_setting, label_noise_setting, share_setting
from nets.datasets.text.texts import MAX_TEXT
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.initializer_specs import INITIALIZER_LABELS
from nets.layers.tables.option_labels import CELL_LABELS

Name = Literal["adding", "copy", "echo", "parentheses", "text", "sentiment", "tagging", "weather", "mnist1d"]
Language = Literal["en", "zh"]
Cell = Literal["rnn", "gru", "lstm", "cnn", "attention"]
Activation = Literal["tanh", "relu"]
Init = Literal["orthogonal", "identity", "uniform", "xavier", "small"]

CAUSAL = ("copy", "echo", "parentheses", "text")  # data in which reading ahead reveals the answer
SPOKEN = ("text", "sentiment", "tagging")
OF_NUMBERS = ("adding", "weather", "mnist1d")
GENERATED = ("adding", "copy", "echo", "parentheses", "sentiment", "tagging")
RECURRENT = ("rnn", "gru", "lstm")
GATES = {"rnn": (), "gru": ("reset", "update"), "lstm": ("input", "forget", "output")}  # by cell
CELL_ARRAYS = {  # what probes show of each cell
    "rnn": ("hidden",),
    "gru": ("reset", "update", "candidate", "hidden"),
    "lstm": ("input", "forget", "candidate", "output", "cell", "hidden"),
}


def _with(*cells: str) -> Any:
    return lambda experiment: experiment.net.cell in cells


class Data(Settings):
    """The settings of the sequences and their targets."""

    name: Name = setting(
        "adding",
        N_("Task"),
        N_("What the net reads and has to answer: tasks that ask for memory, texts, sentences, weather, signals."),
        labels={
            "adding": N_("adding two marked numbers"),
            "copy": N_("copying after a while"),
            "echo": N_("echo of some steps ago"),
            "parentheses": N_("brackets to close"),
            "text": N_("text: the next character"),
            "sentiment": N_("praise or blame"),
            "tagging": N_("kinds of words"),
            "weather": N_("weather of the next day"),
            "mnist1d": IMAGE_LABELS["mnist1d"],
        },
    )
    language: Language = setting(
        "en",
        N_("Language of the sentences"),
        N_("In which language the sentences are: en English, zh Chinese."),
        when=data_name_in(*SPOKEN),
        labels=LANGUAGE_LABELS,
    )
    length: int = setting(
        30,
        N_("Length"),
        N_("How many steps a sequence has. The longer, the further the net must remember."),
        low=2,
        high=400,
        when=data_name_in("adding", "echo", "parentheses", "text"),
    )
    delay: int = setting(
        3,
        N_("Delay"),
        N_("How many steps lie between what is read and when it is asked for."),
        low=1,
        high=200,
        when=data_name_in("copy", "echo"),
    )
    items: int = setting(
        3,
        N_("Items"),
        N_("How many letters there are to keep in mind and to repeat."),
        low=1,
        high=20,
        when=data_name_in("copy"),
    )
    symbols: int = setting(
        4,
        N_("Symbols"),
        N_("How many different letters there are; of brackets there are four kinds at most."),
        low=2,
        high=16,
        when=data_name_in("copy", "echo", "parentheses"),
    )
    days: int = setting(
        7,
        N_("Days"),
        N_("So many days are read; the weather of the next is asked for."),
        low=1,
        high=60,
        when=data_name_in("weather"),
    )
    examples: int = setting(
        4000,
        N_("Training examples"),
        N_("How many sequences the net learns from. They are generated."),
        low=50,
        high=20_000,
        when=data_name_in(*GENERATED),
    )
    text: str = setting(
        "",
        N_("Own text"),
        N_("Your own text, in any language. Empty: the one that comes along."),
        max_length=MAX_TEXT,
        when=data_name_in("text"),
        private="always",
    )
    share: float = share_setting()
    label_noise: float = label_noise_setting(
        N_("Share of the training answers that are wrong: another class, a blurred number, of a text another letter.")
    )
    seed: int = data_seed_setting(when=lambda e: e.data.name in GENERATED or e.data.label_noise)

    @model_validator(mode="after")
    def _delays(self) -> Self:
        if self.name == "echo" and self.delay >= self.length:
            text = N_("The delay {delay} must be shorter than the length {length}.")
            raise Problem(text, key="data.delay", along="data.length", delay=self.delay, length=self.length)
        return self


class Net(Settings):
    """The settings of the net: layers of one kind, and an output layer."""

    cell: Cell = setting(
        "gru",
        N_("Cell"),
        N_("rnn, gru, lstm: a state is carried on. cnn: kernels slide along. attention: all steps at once."),
        labels=CELL_LABELS,
    )
    hidden: int = setting(
        64,
        N_("Hidden units"),
        N_("How many numbers the state has: what the net can keep in mind at a step."),
        low=1,
        high=512,
    )
    layers: int = setting(
        1,
        N_("Layers"),
        N_("Each layer reads the states of the one below it."),
        low=1,
        high=3,
    )
    bidirectional: bool = setting(
        False,
        N_("Bidirectional"),
        N_("A second layer reads from the end. Not where reading ahead would give the answer away."),
        when=lambda e: e.net.cell in RECURRENT and e.data.name not in CAUSAL,
    )
    embedding: int = setting(
        16,
        N_("Embedding"),
        N_("How many numbers stand for each symbol; they are learnt. 0: one-hot, a 1 in a row of zeros."),
        low=0,
        high=256,
        when=lambda e: e.data.name not in OF_NUMBERS,
    )
    activation: Activation = setting(
        "tanh",
        N_("Activation"),
        N_("What bends the sums of a plain recurrent cell. relu does not flatten, and may explode."),
        when=_with("rnn"),
        labels=ACTIVATION_LABELS,
    )
    kernel: int = setting(
        5,
        N_("Kernel size"),
        N_("How many steps a kernel sees at once; from layer to layer they lie twice as far apart."),
        low=1,
        high=15,
        when=_with("cnn"),
    )
    init: Init = setting(
        "orthogonal",
        N_("Recurrent weights"),
        N_("How the weights from state to state begin. orthogonal keeps the length of what is carried on."),
        when=_with(*RECURRENT),
        labels=INITIALIZER_LABELS | {"uniform": N_("uniform"), "identity": N_("identity matrix")},
    )
    gain: float = setting(
        1.0,
        N_("Gain"),
        N_("The recurrent weights begin so many times as large: above 1 gradients may explode, below they vanish."),
        low=0.1,
        high=5.0,
        when=_with(*RECURRENT),
    )
    forget_bias: float = setting(
        1.0,
        N_("Forget-gate bias"),
        N_("Where the bias of the forget gate begins: above 0, and the cell remembers from the start."),
        low=-5.0,
        high=5.0,
        when=_with("lstm"),
    )
    truncate: int = setting(
        0,
        N_("Truncated backpropagation"),
        N_("The way back through time is cut every so many steps. 0: it goes back to the beginning."),
        low=0,
        high=400,
        live=True,
        when=_with(*RECURRENT),
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of the states after each layer switched off at random in each update."),
        low=0.0,
        high=0.9,
        live=True,
    )
