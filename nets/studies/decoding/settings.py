"""Declare the settings of the Decoding page; torch-free."""

from __future__ import annotations

from typing import Any, Literal

from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_

MAX_PROMPT = 400  # characters
MAX_NEW_TOKENS = 120
MAX_BEAM_WIDTH = 8
FILTERS = ("temperature", "top_k", "top_p", "min_p", "penalty")  # the filters, in the order of the page


class DecodingSettings(Settings):
    """How a text is continued. The model "auto" is the user's own GPT once it has trained, else a bundled one."""

    model: Literal["auto", "own", "zh", "en"] = setting(
        "auto", N_("Model"), N_("A net of your own, trained on the page GPT, or one of two that come along.")
    )
    prompt: str = setting(
        "",
        N_("Prompt"),
        N_("The text that is continued. Empty: a line of the test part."),
        max_length=MAX_PROMPT,
    )
    temperature: float = setting(
        1.0,
        N_("Temperature"),
        N_("Scores are divided by it. Below 1 the likely get likelier, above 1 all become alike; 0: the likeliest."),
        low=0.0,
        high=3.0,
    )
    top_k: int = setting(0, N_("Top k"), N_("Only the k likeliest symbols stay; 0 is off."), low=0, high=50)
    top_p: float = setting(
        1.0,
        N_("Top p"),
        N_("Only the likeliest symbols stay that together have this share of the chances; 1 is off."),
        low=0.0,
        high=1.0,
    )
    min_p: float = setting(
        0.0,
        N_("Min p"),
        N_("Only symbols stay that have at least this share of the likeliest one's chance; 0 is off."),
        low=0.0,
        high=1.0,
    )
    penalty: float = setting(
        1.0,
        N_("Repetition penalty"),
        N_(
            "Makes what stands in the text already less likely: its score is divided by this, or multiplied below zero."
        ),
        low=0.5,
        high=3.0,
    )
    penalty_first: bool = setting(
        False,
        N_("Penalty first"),
        N_("Before the temperature and the cuts, as Hugging Face's generate does it, and not after them."),
    )
    seed: int = setting(0, N_("Seed"), N_("Equal seeds draw equal texts."), low=0, high=9999)
    count: int = setting(40, N_("Symbols to write"), N_("At most so many are written."), low=5, high=MAX_NEW_TOKENS)
    ends: bool = setting(
        True,
        N_("A line break ends it"),
        N_("A text ends with its line; off, it always has the full number of symbols."),
    )
    width: int = setting(
        3,
        N_("Width of the beam"),
        N_("How many beginnings beam search carries on at once."),
        low=1,
        high=MAX_BEAM_WIDTH,
    )
    length_penalty: float = setting(
        1.0,
        N_("Length penalty"),
        N_("Beam search divides the sum of the logarithms by the length to this power: above 1 favours long texts."),
        low=-1.0,
        high=3.0,
    )

    @property
    def filters(self) -> dict[str, Any]:
        """The settings of the filters."""
        return {name: getattr(self, name) for name in (*FILTERS, "penalty_first")}
