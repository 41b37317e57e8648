"""The settings of BERT: data, goal and net; torch-free."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import model_validator

from nets.datasets.option_labels import LANGUAGE_LABELS, TEXT_LABELS, TOKEN_LABELS
from nets.datasets.shared_settings import data_seed_setting, label_noise_setting, share_setting
from nets.datasets.text.texts import MAX_TEXT
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.option_labels import NORM_LABELS, POSITION_LABELS

Name = Literal["reviews", "stories", "help", "own"]
Language = Literal["en", "zh"]
Tokens = Literal["words", "characters"]
Goal = Literal["blanks", "verdict"]
Positions = Literal["learned", "sinusoidal", "rotary", "none"]
Norm = Literal["before", "after", "off"]
Activation = Literal["gelu", "relu"]

LANGUAGES = {"stories": "zh", "help": "en"}  # of the corpora in one language


def _spoken(experiment: Any) -> bool:
    return experiment.data.name not in LANGUAGES


def _fills(experiment: Any) -> bool:
    return bool(experiment.data.goal == "blanks")


def _judges(experiment: Any) -> bool:
    return bool(experiment.data.goal == "verdict")


class Data(Settings):
    """The settings of the texts, their tokens and the goal."""

    goal: Goal = setting(
        "blanks",
        N_("Goal"),
        N_("blanks: pre-training, fill blanks in plain text. verdict: fine-tuning, tell praise from blame by labels."),
        labels={"blanks": N_("fill blanks"), "verdict": N_("tell praise from blame")},
    )
    name: Name = setting(
        "reviews",
        N_("Corpus"),
        N_("What is read in pre-training. reviews: short ones. stories: Chinese ones. help: Python's. own: yours."),
        labels=TEXT_LABELS | {"reviews": N_("short reviews")},
    )
    language: Language = setting(
        "en",
        N_("Language of the sentences"),
        N_("In which language the sentences are: en English, zh Chinese."),
        when=_spoken,
        labels=LANGUAGE_LABELS,
    )
    text: str = setting(
        "",
        N_("Own text"),
        N_("Your own text, in any language. Sentences that stand one after the other should belong together."),
        max_length=MAX_TEXT,
        when=lambda e: e.data.name == "own",
        private="always",
    )
    tokens: Tokens = setting(
        "words",
        N_("Tokens"),
        N_("What a blank hides: a word or a character. Chinese words are found by a dictionary."),
        labels=TOKEN_LABELS,
    )
    vocabulary: int = setting(
        2000,
        N_("Vocabulary"),
        N_("At most so many symbols, the most frequent ones. All others are one and the same: [UNK]."),
        low=100,
        high=8000,
        scale="log",
        when=lambda e: e.data.name != "reviews" or e.data.tokens == "characters",
    )
    length: int = setting(
        48,
        N_("Length"),
        N_("At most so many symbols are read at once, [CLS] and [SEP] among them. Longer sentences are cut."),
        low=16,
        high=256,
    )
    masked: float = setting(
        0.15,
        N_("Blanks"),
        N_("Share of the symbols to be foretold: 80% of them are hidden, 10% replaced by any other, 10% left as is."),
        low=0.02,
        high=0.8,
        when=_fills,
    )
    next: bool = setting(
        True,
        N_("Next sentence"),
        N_("Half of the pairs of sentences do not belong together, and the net has to tell which, too."),
        when=_fills,
    )
    labels: int = setting(
        300,
        N_("Labels"),
        N_("How many sentences with a verdict there are to learn from."),
        low=20,
        high=10_000,
        scale="log",
        when=_judges,
    )
    share: float = share_setting()
    label_noise: float = label_noise_setting(
        N_("Share of the symbols to learn from that are replaced by any other; in fine-tuning, of the wrong labels.")
    )
    seed: int = data_seed_setting()

    @property
    def spoken(self) -> str:
        """The language of the corpus and of the labelled sentences."""
        return LANGUAGES.get(self.name, self.language)

    @model_validator(mode="after")
    def _own(self) -> Self:
        if self.name == "own" and not self.text.strip():
            raise Problem(N_("Paste a text of your own, or open a file."), key="data.text", along="data.name")
        return self


class Net(Settings):
    """The settings of embeddings, blocks and heads."""

    layers: int = setting(
        2, N_("Layers"), N_("How many blocks, each of attention and a feed-forward part."), low=1, high=6
    )
    heads: int = setting(
        4,
        N_("Heads"),
        N_("How many attentions stand side by side in a block. They share the width."),
        low=1,
        high=16,
    )
    width: int = setting(
        64,
        N_("Width"),
        N_("How many numbers stand for a symbol all the way through the net."),
        low=4,
        high=384,
    )
    feed: int = setting(
        4,
        N_("Feed-forward"),
        N_("How many times as wide the feed-forward part of a block is."),
        low=1,
        high=8,
    )
    positions: Positions = setting(
        "learned",
        N_("Positions"),
        N_("How the net is told where a symbol stands. none: it sees a bag of symbols without an order."),
        labels=POSITION_LABELS,
    )
    norm: Norm = setting(
        "after",
        N_("Layer norm"),
        N_("after each part, as in BERT; before it, as in GPT-2, which trains more calmly; or off."),
        labels=NORM_LABELS,
    )
    activation: Activation = setting(
        "gelu",
        N_("Activation"),
        N_("What bends the sums of the feed-forward parts."),
        labels=ACTIVATION_LABELS,
    )
    residual: bool = setting(
        True,
        N_("Residual connections"),
        N_("Each part adds to the stream of vectors; without, it takes its place."),
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of what each part adds that is left out at random in each update."),
        low=0.0,
        high=0.9,
        live=True,
    )
    pretrain: int = setting(
        0,
        N_("Pre-training"),
        N_(
            "So many updates of filling blanks come first, then a new output layer learns the verdict. 0: from scratch."
        ),
        low=0,
        high=5000,
        unit=N_("steps"),
        when=_judges,
    )
    start: str = setting(
        "",
        N_("Pre-trained weights"),
        N_("The name of weights kept here that the net begins with, such as those that you have pre-trained."),
        max_length=71,
        when=_judges,
    )
