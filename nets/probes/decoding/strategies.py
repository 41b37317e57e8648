"""The decoding strategies, in the order of the probe `strategy_comparison`; torch-free."""

STRATEGIES = ("greedy", "sample", "beam")
