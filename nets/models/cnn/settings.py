"""The settings of the convolutional nets: the images and the net. Free of torch and scikit-learn."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from nets.datasets.images.images import OFFICIAL, Name
from nets.datasets.images.packed_images import MAX_TEXT
from nets.datasets.option_labels import IMAGE_LABELS
from nets.datasets.shared_settings import WRONG_CLASS, data_seed_setting, examples_setting, label_noise_setting
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.initializer_specs import INITIALIZER_LABELS
from nets.layers.tables.option_labels import POOL_LABELS

Kind = Literal["cnn", "mlp", "logistic"]
Activation = Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"]
Init = Literal["he", "xavier", "small", "zero"]
Pool = Literal["max", "average", "none"]
Freeze = Literal["none", "convolutions", "all_but_output"]

MAX_BLOCKS = 6
MAX_HIDDEN = 4
EACH = ("kernel", "stride", "padding", "dilation")  # one number for all blocks, or one for each


def _convolves(experiment: Any) -> bool:
    """Return whether the blocks matter: an mlp without hidden layers gets one as large as the cnn."""
    net = experiment.net
    return net.kind == "cnn" or (net.kind == "mlp" and not net.hidden)


def _is_cnn(experiment: Any) -> bool:
    return bool(experiment.net.kind == "cnn")


def _flat_image(experiment: Any) -> bool:
    return bool(experiment.data.name != "mnist1d")


def _pretrains(experiment: Any) -> bool:
    return bool(experiment.data.classes)


class Data(Settings):
    """The images, which part is kept for the test, and their augmentation."""

    name: Name = setting(
        "digits",
        N_("Data"),
        N_("What the net learns: handwritten digits, pieces of clothing, signals along a line, or your own images."),
        labels=IMAGE_LABELS,
    )
    classes: tuple[Annotated[int, Field(ge=0, le=99)], ...] = setting(
        (),
        N_("Which classes"),
        N_("The classes to tell apart, by their number from 0. None chosen: all of them."),
        low=0,
        high=99,
    )
    examples: int = examples_setting()
    train_share: float = setting(
        0.8,
        N_("Training share"),
        N_("Share of the examples the net learns from. The others are kept for the test."),
        low=0.05,
        high=0.95,
        when=lambda e: e.data.name not in OFFICIAL,
    )
    label_noise: float = label_noise_setting(WRONG_CLASS)
    shift: float = setting(
        0.0,
        N_("Shift"),
        N_("Training images are moved at random by up to this share of their edge, anew each time they are used."),
        low=0.0,
        high=0.5,
    )
    rotate: float = setting(
        0.0,
        N_("Rotation"),
        N_("Training images are turned at random by up to so many degrees to either side."),
        low=0.0,
        high=180.0,
        unit="°",
        when=_flat_image,
    )
    scale: float = setting(
        0.0,
        N_("Scale"),
        N_("Training images are made larger or smaller at random by up to this share."),
        low=0.0,
        high=0.5,
    )
    noise: float = setting(
        0.0,
        N_("Noise"),
        N_("Random noise of this deviation is added to every pixel; 1 is from black to white."),
        low=0.0,
        high=1.0,
    )
    seed: int = data_seed_setting(
        N_("Where the randomness of the data starts: the split, the choice of examples, wrong labels.")
    )
    images: str = setting(
        "",
        N_("Own images"),
        N_("Your own images, made small and packed into text."),
        max_length=MAX_TEXT,
        when=lambda e: e.data.name == "own",
        private="always",
    )

    @model_validator(mode="after")
    def _classes(self) -> Self:
        if self.classes and (len(self.classes) < 2 or len(set(self.classes)) < len(self.classes)):
            raise Problem(N_("Choose at least two classes, and each only once."), key="data.classes")
        return self


class Net(Settings):
    """The net: blocks of convolution, activation and pooling, then fully connected layers."""

    kind: Kind = setting(
        "cnn",
        N_("Kind of net"),
        N_("cnn: convolutions. mlp: neurons that see all pixels, of about as many parameters. logistic: one layer."),
        labels={"cnn": "CNN", "mlp": "MLP", "logistic": N_("logistic regression")},
    )
    channels: tuple[Annotated[int, Field(ge=1, le=128)], ...] = setting(
        (32, 64),
        N_("Channels"),
        N_("How many kernels each block has, first block first: each makes a feature map of its own."),
        low=1,
        high=128,
        when=_convolves,
    )
    kernel: tuple[Annotated[int, Field(ge=1, le=15)], ...] = setting(
        (3,),
        N_("Kernel size"),
        N_("The edge of the patch that a kernel sees at once: one number for all blocks, or one for each."),
        low=1,
        high=15,
        when=_convolves,
    )
    stride: tuple[Annotated[int, Field(ge=1, le=8)], ...] = setting(
        (1,),
        N_("Stride"),
        N_("How many pixels the kernel moves from one patch to the next. 2 halves the map."),
        low=1,
        high=8,
        when=_convolves,
    )
    padding: tuple[Annotated[int, Field(ge=0, le=15)], ...] = setting(
        (1,),
        N_("Padding"),
        N_("How many rows of zeros are put around the image, so that the kernel can reach over the edge."),
        low=0,
        high=15,
        when=_convolves,
    )
    dilation: tuple[Annotated[int, Field(ge=1, le=8)], ...] = setting(
        (1,),
        N_("Dilation"),
        N_("The distance between the pixels that a kernel looks at. 2 leaves one out, and sees further."),
        low=1,
        high=8,
        when=_convolves,
    )
    pool: Pool = setting(
        "max",
        N_("Pooling"),
        N_(
            "How maps are made smaller after each block: the largest or the mean of neighbouring pixels, or not at all."
        ),
        when=_convolves,
        labels=POOL_LABELS,
    )
    pool_size: int = setting(
        2,
        N_("Pooling size"),
        N_("The edge of the squares that are pooled into one pixel each."),
        low=2,
        high=8,
        when=lambda e: _convolves(e) and e.net.pool != "none",
    )
    norm: bool = setting(
        False,
        N_("Batch norm"),
        N_("Shifts and scales every channel to mean 0 and deviation 1 over the batch, before the activation."),
        when=_convolves,
    )
    hidden: tuple[Annotated[int, Field(ge=1, le=512)], ...] = setting(
        (),
        N_("Fully connected layers"),
        N_("Neurons in each layer between the convolutions and the output. An mlp without any gets one that fits."),
        low=1,
        high=512,
        when=lambda e: e.net.kind != "logistic",
    )
    activation: Activation = setting(
        "relu",
        N_("Activation"),
        N_("What bends the sums of every layer but the last."),
        when=lambda e: e.net.kind != "logistic",
        labels=ACTIVATION_LABELS,
    )
    init: Init = setting(
        "he",
        N_("Initial weights"),
        N_("How large the random weights are before training. All zero, and the net hardly learns."),
        labels=INITIALIZER_LABELS,
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of the numbers after each block switched off at random in each update, so that none is relied upon."),
        low=0.0,
        high=0.9,
        live=True,
        when=lambda e: e.net.kind != "logistic",
    )
    pretrain: int = setting(
        0,
        N_("Pre-training"),
        N_("So many updates on the other classes come first; then a new output layer learns yours. 0: from scratch."),
        low=0,
        high=3000,
        unit=N_("steps"),
        when=_pretrains,
    )
    before: tuple[Annotated[int, Field(ge=0, le=99)], ...] = setting(
        (),
        N_("Pre-trained on"),
        N_("The classes to pre-train on, by their number. None chosen: all that are not learnt afterwards."),
        low=0,
        high=99,
        when=lambda e: _pretrains(e) and e.net.pretrain > 0,
    )
    freeze: Freeze = setting(
        "none",
        N_("Freeze"),
        N_("What keeps its pre-trained weights: nothing, the convolutions, or all but the output layer."),
        when=lambda e: _pretrains(e) and e.net.pretrain > 0,
        labels={"none": N_("none"), "convolutions": N_("the convolutions"), "all_but_output": N_("all but the output")},
    )

    @model_validator(mode="after")
    def _sizes(self) -> Self:
        if len(self.channels) > MAX_BLOCKS or len(self.hidden) > MAX_HIDDEN:
            key, most = ("net.channels", MAX_BLOCKS) if len(self.channels) > MAX_BLOCKS else ("net.hidden", MAX_HIDDEN)
            raise Problem(N_("At most {most} layers of this kind are possible."), key=key, most=most)
        if not self.channels and self.kind == "cnn":
            raise Problem(N_("A convolutional net needs at least one block."), key="net.channels")
        if not self.channels and self.kind == "mlp" and not self.hidden:
            text = N_("An MLP without layers is as large as the net of these blocks: give it a layer, or a block.")
            raise Problem(text, key="net.hidden", along="net.channels")
        for name in EACH:
            if (count := len(getattr(self, name))) not in (1, len(self.channels)):
                text = N_("Choose one number for all blocks or one for each of the {blocks}, not {count}.")
                raise Problem(text, key=f"net.{name}", blocks=len(self.channels), count=count)
        return self

    def each(self, name: str) -> tuple[int, ...]:
        """Return the values of a setting, one for every block."""
        values: tuple[int, ...] = getattr(self, name)
        return values if len(values) == len(self.channels) else values[:1] * len(self.channels)
