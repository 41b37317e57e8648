"""The parts of our files that continue texts; torch-free."""

from nets.training.problem import N_
from nets.training.source import Source

SOURCES = (
    Source(N_("All filters, one after the other"), "nets/filters.py", "stages"),
    Source(N_("Temperature"), "nets/filters.py", "warmed"),
    Source(N_("Top k"), "nets/filters.py", "top_k"),
    Source(N_("Top p"), "nets/filters.py", "top_p"),
    Source(N_("Min p"), "nets/filters.py", "min_p"),
    Source(N_("Repetition penalty"), "nets/filters.py", "penalised"),
    Source(N_("Drawing a symbol"), "nets/filters.py", "drawn"),
    Source(N_("Writing symbol after symbol"), "nets/decoding.py", "chosen"),
    Source(N_("Beam search"), "nets/decoding.py", "beam"),
    Source(N_("The game"), "nets/gpt/game.py", "Round"),
)
