"""The ways in which a text is continued, in the order of the probe `three_ways`; torch-free."""

WAYS = ("greedy", "sample", "beam")
