"""Labels of data sets, languages and token kinds that several families offer, marked for translation."""

from __future__ import annotations

from nets.experiment.user_error import N_

IMAGE_LABELS = {
    "digits": N_("digits, 8×8"),
    "mnist5k": N_("5,000 digits of MNIST"),
    "mnist1d": N_("MNIST-1D: signals"),
    "mnist": "MNIST",
    "fashion_mnist": "Fashion-MNIST",
    "own": N_("your own"),
}
TEXT_LABELS = {"stories": N_("little Chinese stories"), "help": N_("Python's help"), "own": N_("your own")}
LANGUAGE_LABELS = {"en": "English", "zh": "中文", "both": N_("both languages")}
TOKEN_LABELS = {"words": N_("words"), "characters": N_("characters"), "bpe": N_("byte pairs")}
