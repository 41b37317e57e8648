"""The settings of GPT: the data and the net; torch-free."""

from __future__ import annotations

from typing import Any, Literal

from nets.datasets.option_labels import TEXT_LABELS, TOKEN_LABELS
from nets.datasets.shared_settings import data_seed_setting, label_noise_setting, share_setting
from nets.datasets.text.texts import MAX_TEXT
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_
from nets.layers.tables.option_labels import NORM_LABELS, POSITION_LABELS

Name = Literal["stories", "help", "own", "sort", "repeat"]
Tokens = Literal["characters", "bpe"]
Positions = Literal["none", "sinusoidal", "learned", "rotary"]
Norm = Literal["before", "after", "off"]
Mask = Literal["causal", "full"]

SHORTEST_WINDOW = 8
TEXTS = ("stories", "help", "own")


def _text(experiment: Any) -> bool:
    return experiment.data.name in TEXTS


def _exercise(experiment: Any) -> bool:
    return experiment.data.name not in TEXTS


class Data(Settings):
    """The settings of the text or exercise, and of its tokens."""

    name: Name = setting(
        "stories",
        N_("Text"),
        N_(
            "stories: little Chinese stories. help: Python's own help, in English. own: your own text. sort: letters, "
            "then the same in order. repeat: random letters in a circle, with jumps."
        ),
        labels=TEXT_LABELS | {"sort": N_("letters in order"), "repeat": N_("letters that repeat")},
    )
    tokens: Tokens = setting(
        "characters",
        N_("Tokens"),
        N_("What the text is cut into: single characters, or pieces that byte-pair encoding has learnt from it."),
        when=_text,
        labels=TOKEN_LABELS,
    )
    vocabulary: int = setting(
        512,
        N_("Vocabulary"),
        N_("How many tokens byte-pair encoding learns, the 256 single bytes among them."),
        low=260,
        high=4000,
        scale="log",
        when=lambda e: _text(e) and e.data.tokens == "bpe",
    )
    length: int = setting(
        64,
        N_("Window"),
        N_("How many symbols the net sees at once. It can look back no farther."),
        low=SHORTEST_WINDOW,
        high=256,
        when=_text,
    )
    items: int = setting(
        8,
        N_("Items"),
        N_("How many letters there are to sort, or in the circle."),
        low=2,
        high=30,
        when=_exercise,
    )
    symbols: int = setting(
        12,
        N_("Symbols"),
        N_("How many different letters there are."),
        low=2,
        high=40,
        when=_exercise,
    )
    text: str = setting(
        "",
        N_("Own text"),
        N_("Your own text, in any language."),
        max_length=MAX_TEXT,
        when=lambda e: e.data.name == "own",
        private="always",
    )
    share: float = share_setting()
    label_noise: float = label_noise_setting(
        N_("Share of the symbols to learn from that are replaced by any other. The test part stays right.")
    )
    seed: int = data_seed_setting(when=lambda e: _exercise(e) or e.data.label_noise)


class Net(Settings):
    """The settings of the stack of blocks."""

    layers: int = setting(
        2,
        N_("Layers"),
        N_("How many blocks there are. Each reads what the ones below have added."),
        low=1,
        high=6,
    )
    heads: int = setting(
        4,
        N_("Heads"),
        N_("How many places of a kind each layer can look at on its own. They share the width among them."),
        low=1,
        high=16,
    )
    width: int = setting(
        64,
        N_("Width"),
        N_("How many numbers stand for a symbol on its way through the net."),
        low=2,
        high=512,
    )
    feed: int = setting(
        4,
        N_("Feed-forward"),
        N_("So many times the width are the neurons of the feed-forward layer."),
        low=1,
        high=8,
    )
    positions: Positions = setting(
        "learned",
        N_("Positions"),
        N_("How the net knows where a symbol stands. none: not at all, but for what the mask gives away."),
        labels=POSITION_LABELS,
    )
    norm: Norm = setting(
        "before",
        N_("Layer norm"),
        N_("before each part, as today; after it, as in 2017; off: none at all."),
        labels=NORM_LABELS,
    )
    residual: bool = setting(
        True,
        N_("Residual connections"),
        N_("What each part makes is added to what came in. Without them it takes its place."),
    )
    mask: Mask = setting(
        "causal",
        N_("Mask"),
        N_("causal: nothing is read ahead. full: every symbol sees all others, also the one it should foretell."),
        labels={"causal": N_("causal"), "full": N_("full")},
    )
    tied: bool = setting(
        True,
        N_("Tied embeddings"),
        N_("The table of vectors that reads symbols also writes them; otherwise there is a second one."),
    )
    dropout: float = setting(
        0.1,
        N_("Dropout"),
        N_("Share of what each part adds that is left out at random in each update."),
        low=0.0,
        high=0.9,
        live=True,
    )
