"""List the parts of our source that the Tokens page shows; torch-free."""

from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_

SOURCES = (
    Source(N_("Learning the merges"), "nets/datasets/text/bpe.py", "learn"),
    Source(N_("One merge"), "nets/datasets/text/bpe.py", "_apply_merge"),
    Source(N_("Counting pairs"), "nets/datasets/text/bpe.py", "_Tally"),
    Source(N_("Encoding any text"), "nets/datasets/text/bpe.py", "Encoding.encode"),
    Source(N_("Words"), "nets/datasets/text/word_segmentation.py", "words"),
)
