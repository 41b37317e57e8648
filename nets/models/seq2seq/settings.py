"""The settings of encoder-decoders: the pairs and the net; torch-free."""

from __future__ import annotations

from typing import Literal

from nets.datasets.option_labels import LANGUAGE_LABELS
from nets.datasets.pairs.tasks import USUAL_LENGTHS
from nets.datasets.pairs.upload_pairs import MAX_CHARACTERS
from nets.datasets.shared_settings import WRONG_ANSWER, data_name_in, data_seed_setting, label_noise_setting
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_
from nets.layers.tables.option_labels import ATTENTION_LABELS, CELL_LABELS

Name = Literal["dates", "numbers", "reverse", "sort", "arithmetic", "dialogue", "own"]
Way = Literal["forward", "back"]
Language = Literal["both", "en", "zh"]
Encoder = Literal["rnn", "gru", "lstm", "cnn"]
Decoder = Literal["rnn", "gru", "lstm"]
Attention = Literal["none", "dot", "additive", "scaled"]

WAYS = ("dates", "numbers", "arithmetic", "own")  # data whose sources and answers can be exchanged
SPOKEN = ("dates", "numbers", "dialogue")
RECURRENT = ("rnn", "gru", "lstm")


class Data(Settings):
    """The settings of the pairs."""

    name: Name = setting(
        "dates",
        N_("Task"),
        N_("What is to be translated: dates, numbers, letters backwards or in order, sums, dialogues, or own pairs."),
        labels={
            "dates": N_("dates"),
            "numbers": N_("numbers in words and digits"),
            "reverse": N_("letters backwards"),
            "sort": N_("letters in order"),
            "arithmetic": N_("sums"),
            "dialogue": N_("short dialogues"),
            "own": N_("your own"),
        },
    )
    way: Way = setting(
        "forward",
        N_("Direction"),
        N_("forward: from words to digits; back: from digits to words, or a sum with its last digit first."),
        when=data_name_in(*WAYS),
        labels={"forward": N_("forward"), "back": N_("the other way round")},
    )
    language: Language = setting(
        "both",
        N_("Language of the pairs"),
        N_("In which language they are: en English, zh Chinese, both mixed."),
        when=data_name_in(*SPOKEN),
        labels=LANGUAGE_LABELS,
    )
    examples: int = setting(
        5000,
        N_("Training pairs"),
        N_("How many pairs the net learns from, if there are so many."),
        low=10,
        high=20_000,
    )
    length: int = setting(
        0,
        N_("Length"),
        N_("The longest row of letters, or number in digits. 0: as long as suits the task."),
        low=0,
        high=40,
        when=data_name_in(*USUAL_LENGTHS),
    )
    own: str = setting(
        "",
        N_("Own pairs"),
        N_("Your own pairs, one a line, a tab between the text and its answer."),
        max_length=MAX_CHARACTERS,
        when=data_name_in("own"),
        private="always",
    )
    label_noise: float = label_noise_setting(WRONG_ANSWER)
    seed: int = data_seed_setting()


class Net(Settings):
    """The settings of encoder, decoder and attention."""

    encoder: Encoder = setting(
        "gru",
        N_("Encoder"),
        N_("What reads the source: rnn, gru or lstm symbol after symbol, cnn with kernels that slide along."),
        labels=CELL_LABELS,
    )
    bidirectional: bool = setting(
        True,
        N_("Bidirectional"),
        N_("A second encoder reads from the end, so that each encoding knows what follows."),
        when=lambda e: e.net.encoder in RECURRENT,
    )
    decoder: Decoder = setting(
        "gru",
        N_("Decoder"),
        N_("The cell that carries on what has been written."),
        labels=CELL_LABELS,
    )
    attention: Attention = setting(
        "additive",
        N_("Attention"),
        N_("How the decoder looks back at the source. none: one vector of fixed length has to hold all of it."),
        labels=ATTENTION_LABELS,
    )
    embedding: int = setting(
        24,
        N_("Embedding"),
        N_("How many numbers stand for each symbol, on either side; they are learnt."),
        low=1,
        high=256,
    )
    hidden: int = setting(
        64,
        N_("Hidden units"),
        N_("How many numbers the states have, of each direction of the encoder and of the decoder."),
        low=1,
        high=512,
    )
    layers: int = setting(
        1,
        N_("Encoder layers"),
        N_("Each layer of the encoder reads the states of the one below it."),
        low=1,
        high=3,
    )
    kernel: int = setting(
        5,
        N_("Kernel size"),
        N_("How many symbols a kernel of the encoder sees at once."),
        low=1,
        high=15,
        when=lambda e: e.net.encoder == "cnn",
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of what goes into each layer switched off at random in each update."),
        low=0.0,
        high=0.9,
        live=True,
    )
    forcing: float = setting(
        1.0,
        N_("Teacher forcing"),
        N_("How often the decoder is told the true symbol before the next, instead of the one it would have written."),
        low=0.0,
        high=1.0,
        live=True,
    )
