"""The parts of our files that split a text; torch-free."""

from nets.training.problem import N_
from nets.training.source import Source

SOURCES = (
    Source(N_("Learning the merges"), "nets/data/tokens/bpe.py", "learn"),
    Source(N_("One merge"), "nets/data/tokens/bpe.py", "_merged"),
    Source(N_("Counting pairs"), "nets/data/tokens/bpe.py", "_Tally"),
    Source(N_("Encoding any text"), "nets/data/tokens/bpe.py", "Encoding.encode"),
    Source(N_("Words"), "nets/data/words.py", "words"),
)
