"""List the parts of our source that the Decoding page shows; torch-free."""

from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_

SOURCES = (
    Source(N_("All filters, one after the other"), "nets/decoding/logit_filters.py", "filter_stages"),
    Source(N_("Temperature"), "nets/decoding/logit_filters.py", "apply_temperature"),
    Source(N_("Top k"), "nets/decoding/logit_filters.py", "top_k"),
    Source(N_("Top p"), "nets/decoding/logit_filters.py", "top_p"),
    Source(N_("Min p"), "nets/decoding/logit_filters.py", "min_p"),
    Source(N_("Repetition penalty"), "nets/decoding/logit_filters.py", "apply_repetition_penalty"),
    Source(N_("Drawing a symbol"), "nets/decoding/logit_filters.py", "draw_token"),
    Source(N_("Writing symbol after symbol"), "nets/decoding/search.py", "decode_with"),
    Source(N_("Beam search"), "nets/decoding/search.py", "beam_search"),
    Source(N_("The game"), "nets/studies/decoding/guessing_game.py", "GuessingRound"),
)
