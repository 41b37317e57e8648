"""The settings of Word2Vec: corpus and model; free of torch and scikit-learn."""

from __future__ import annotations

from typing import Literal

from nets.datasets.option_labels import LANGUAGE_LABELS
from nets.datasets.shared_settings import data_name_in, data_seed_setting, label_noise_setting, share_setting
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_

Name = Literal["world", "topics", "own"]
Language = Literal["en", "zh"]
Model = Literal["skip-gram", "cbow"]
Output = Literal["negative", "softmax", "hierarchical"]

MAX_TEXT = 200_000  # characters of a user-supplied text in the experiment; a longer one is stored elsewhere
MAX_WORDS = 50_000  # of a vocabulary


class Data(Settings):
    """The settings of the corpus and its vocabulary."""

    name: Name = setting(
        "world",
        N_("Corpus"),
        N_("world: generated sentences about countries and people. topics: Python's own help. own: a text of yours."),
        labels={"world": N_("a generated world"), "topics": N_("Python's help"), "own": N_("your own")},
    )
    language: Language = setting(
        "en",
        N_("Language of the sentences"),
        N_("In which language the sentences are: en English, zh Chinese."),
        when=data_name_in("world", "own"),
        labels=LANGUAGE_LABELS,
    )
    sentences: int = setting(
        6000,
        N_("Sentences"),
        N_("How many sentences the grammar generates."),
        low=200,
        high=200_000,
        scale="log",
        when=data_name_in("world"),
    )
    text: str = setting(
        "",
        N_("Own text"),
        N_("Your own text, in any language, or the name under which a long one is kept here."),
        max_length=MAX_TEXT,
        when=data_name_in("own"),
        private="always",
    )
    min_count: int = setting(
        5,
        N_("Least count"),
        N_("Words that come up less often are left out: there is too little to learn about them."),
        low=1,
        high=1000,
        scale="log",
    )
    most: int = setting(
        10_000,
        N_("Vocabulary"),
        N_("At most so many words, the most frequent ones."),
        low=50,
        high=MAX_WORDS,
        scale="log",
    )
    subsample: float = setting(
        1e-3,
        N_("Sub-sampling"),
        N_("Words more frequent than this share are left out at random, the more frequent the oftener. 0: never."),
        low=0.0,
        high=1.0,
        scale="log",
    )
    share: float = share_setting()
    label_noise: float = label_noise_setting(N_("Share of the words of the corpus that are replaced by any other."))
    seed: int = data_seed_setting(when=lambda e: e.data.name == "world" or e.data.label_noise)


class Net(Settings):
    """The settings of vectors, windows and output layer."""

    model: Model = setting(
        "skip-gram",
        N_("Model"),
        N_("skip-gram: a word predicts those around it. cbow: those around it together predict the word."),
        labels={"skip-gram": "skip-gram", "cbow": "CBOW"},
    )
    output: Output = setting(
        "negative",
        N_("Output layer"),
        N_("softmax: against all words. negative: against a few drawn ones. hierarchical: turn by turn down a tree."),
        labels={
            "negative": N_("negative sampling"),
            "softmax": N_("full softmax"),
            "hierarchical": N_("hierarchical softmax"),
        },
    )
    dim: int = setting(
        50,
        N_("Dimensions"),
        N_("How many numbers stand for each word."),
        low=2,
        high=300,
    )
    window: int = setting(
        4,
        N_("Window"),
        N_("How many words to either side a word looks. Narrow: words like it. Wide: words of its topic."),
        low=1,
        high=20,
        live=True,
    )
    dynamic: bool = setting(
        True,
        N_("Dynamic window"),
        N_("Each word looks as far as a die says, at most that many words: near ones count more."),
        live=True,
    )
    negatives: int = setting(
        5,
        N_("Negatives"),
        N_("How many drawn words each right one is set against."),
        low=1,
        high=50,
        live=True,
        when=lambda e: e.net.output == "negative",
    )
    power: float = setting(
        0.75,
        N_("Power of the counts"),
        N_("Negatives are drawn by their counts to this power: 1 as frequent as in the text, 0 all alike."),
        low=0.0,
        high=1.0,
        when=lambda e: e.net.output == "negative",
    )
