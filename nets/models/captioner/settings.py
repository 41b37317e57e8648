"""The settings of the captioner: the strips of digits and the net that puts them into words. Free of torch."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nets.datasets.images.digit_strips import MAX_LENGTH, MIN_LENGTH, Language, Name
from nets.datasets.option_labels import IMAGE_LABELS, LANGUAGE_LABELS
from nets.datasets.shared_settings import WRONG_ANSWER, data_seed_setting, label_noise_setting
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.option_labels import ATTENTION_LABELS, CELL_LABELS, POOL_LABELS

Pool = Literal["max", "average"]
Cell = Literal["gru", "lstm", "rnn"]
Attention = Literal["none", "dot", "additive", "scaled"]

MAX_BLOCKS = 4


class Data(Settings):
    """The digits of the strips, and how they are put side by side."""

    name: Name = setting(
        "digits",
        N_("Data"),
        N_("Whose digits: 1,797 of 8 × 8 pixels from scikit-learn, or 5,000 of MNIST, made 14 × 14 pixels."),
        labels=IMAGE_LABELS,
    )
    language: Language = setting(
        "en",
        N_("Language"),
        N_("The language of the words that the net writes."),
        labels=LANGUAGE_LABELS,
    )
    longest: int = setting(
        4,
        N_("Most digits"),
        N_("A strip shows two digits to so many; each count is as likely as another."),
        low=MIN_LENGTH,
        high=MAX_LENGTH,
    )
    examples: int = setting(
        8000, N_("Examples"), N_("How many strips there are to learn from."), low=100, high=20_000, scale="log"
    )
    held: float = setting(
        0.2,
        N_("Held-out combinations"),
        N_("The share of all combinations of digits that training never shows. The test shows only these."),
        low=0.05,
        high=0.9,
    )
    gap: float = setting(
        0.3, N_("Gap"), N_("The widest gap between two digits, as a share of a digit's edge."), low=0.0, high=0.5
    )
    shift: float = setting(
        0.2, N_("Shift"), N_("How far a digit moves up or down, as a share of its edge."), low=0.0, high=0.25
    )
    noise: float = setting(
        0.05,
        N_("Noise"),
        N_("Random noise of this deviation is added to every pixel; 1 is from black to white."),
        low=0.0,
        high=0.5,
    )
    label_noise: float = label_noise_setting(WRONG_ANSWER)
    seed: int = data_seed_setting(
        N_("Where the randomness of the data starts: which combinations and images are held out, and every strip.")
    )


class Net(Settings):
    """The net: blocks of convolution and pooling, attention, and a recurrent cell."""

    channels: tuple[Annotated[int, Field(ge=1, le=64)], ...] = setting(
        (16, 32),
        N_("Channels"),
        N_("How many kernels each block has, first block first: each makes a feature map of its own."),
        low=1,
        high=64,
    )
    kernel: int = setting(3, N_("Kernel size"), N_("The edge of the patch that a kernel sees at once."), low=1, high=7)
    pool: Pool = setting(
        "max",
        N_("Pooling"),
        N_("How maps are made half as large after each block: the largest of four, or the mean."),
        labels=POOL_LABELS,
    )
    norm: bool = setting(
        True,
        N_("Batch norm"),
        N_("Shifts and scales every channel to mean 0 and deviation 1 over the batch, before the activation."),
    )
    places: bool = setting(
        True,
        N_("Vectors for places"),
        N_("Adds a learnt vector for its row and its column to each place of the map, so that the net can tell them."),
    )
    attention: Attention = setting(
        "additive",
        N_("Attention"),
        N_("How the decoder looks at the map at each word. none: it is told the mean of all places once, and no more."),
        labels=ATTENTION_LABELS,
    )
    decoder: Cell = setting(
        "gru",
        N_("Decoder"),
        N_("The recurrent cell that writes the words one after the other."),
        labels=CELL_LABELS,
    )
    embedding: int = setting(16, N_("Embedding"), N_("How long the learnt vector of each word is."), low=1, high=128)
    hidden: int = setting(
        64, N_("Hidden units"), N_("Numbers in the state of the decoder."), low=1, high=512, scale="log"
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of the numbers switched off at random in each update, so that none is relied upon."),
        low=0.0,
        high=0.9,
        live=True,
    )
    forcing: float = setting(
        1.0,
        N_("Teacher forcing"),
        N_("How often, in training, the decoder is given the true word before; else the one that it said itself."),
        low=0.0,
        high=1.0,
        live=True,
    )

    @model_validator(mode="after")
    def _blocks(self) -> Self:
        if not 1 <= len(self.channels) <= MAX_BLOCKS:
            text = N_("The net needs one block at least, and {most} at most.")
            raise Problem(text, key="net.channels", most=MAX_BLOCKS)
        return self
