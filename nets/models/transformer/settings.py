"""The settings of the Transformer; its pairs are those of the encoder-decoder; torch-free."""

from __future__ import annotations

from typing import Literal

from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.option_labels import NORM_LABELS, POSITION_LABELS

Norm = Literal["before", "after", "off"]
Positions = Literal["none", "sinusoidal", "learned", "rotary"]
Bend = Literal["relu", "gelu"]


class Net(Settings):
    """The settings that encoder and decoder share."""

    layers: int = setting(
        2,
        N_("Layers"),
        N_("How many blocks the encoder has, and as many the decoder; each reads what the one below has made."),
        low=1,
        high=6,
    )
    heads: int = setting(
        4,
        N_("Heads"),
        N_("How many attentions look side by side in each block. They share the width among them."),
        low=1,
        high=16,
    )
    width: int = setting(
        64,
        N_("Width"),
        N_("How many numbers stand for each symbol all the way through. The heads must divide it."),
        low=2,
        high=256,
    )
    feed: int = setting(
        4,
        N_("Feed-forward"),
        N_("How many times wider than the stream the hidden layer is that follows each attention."),
        low=1,
        high=8,
    )
    positions: Positions = setting(
        "sinusoidal",
        N_("Positions"),
        N_(
            "How the net is told where a symbol stands: waves added to it, a learnt table added to it, queries and "
            "keys turned by it, or not at all."
        ),
        labels=POSITION_LABELS,
    )
    norm: Norm = setting(
        "before",
        N_("Layer norm"),
        N_("Where each vector is brought to the same size: before each part, after it as in 2017, or nowhere."),
        labels=NORM_LABELS,
    )
    residual: bool = setting(
        True,
        N_("Residual connections"),
        N_("Each part adds to what it was given. Without them it takes its place, and gradients have no short way."),
    )
    activation: Bend = setting(
        "relu",
        N_("Activation"),
        N_("What bends the sums of the feed-forward part."),
        labels=ACTIVATION_LABELS,
    )
    tied: bool = setting(
        False,
        N_("Tied embeddings"),
        N_("The table that reads the answer's symbols also writes them."),
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of what each part adds switched off at random in each update."),
        low=0.0,
        high=0.9,
        live=True,
    )
