"""Check the claims of the demonstrations of the app: each is trained with the settings of the app, on some seeds.

`python -m benchmarks.demonstrations --json --seeds 5 --only transfer` prints a row for each demonstration: its place in
the app ("place"), the claim of its text ("claim"), the figures of each seed ("figures"), on how many seeds the claim
holds ("holds") of how many ("seeds"), and the seconds for one seed ("seconds"). A demonstration is sound if its claim
holds on four of five seeds. A seed determines the weights, the order and the data. `--only` takes names or parts of
names, separated by commas; `--smoke` trains a few nets for some steps and judges nothing.

The claims are in `benchmarks/demonstrations/claims.py`.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from benchmarks.demonstrations.claims import DEMONSTRATIONS
from benchmarks.demonstrations.demonstration import Demonstration
from benchmarks.measure import arguments, print_figures

SMOKE = ("xor", "collapse", "transfer")


def main() -> None:
    """Measure the demonstrations and print their rows."""
    options = arguments(__doc__, seeds=5, only="")
    if options.smoke:
        options.seeds, options.only = 1, options.only or ",".join(SMOKE)
    demonstrations = select(options.only)
    print_figures({each.name: row(each, options.seeds, options.smoke) for each in demonstrations}, options.json)


def select(only: str) -> list[Demonstration]:
    """Return the demonstrations whose name has one of these parts, which commas separate; all if there are none."""
    parts = [part for part in only.split(",") if part]
    return [each for each in DEMONSTRATIONS if not parts or any(part in each.name for part in parts)]


def row(demonstration: Demonstration, seeds: int, smoke: bool = False) -> dict[str, Any]:
    """Return the results of a demonstration on seeds 0, 1, …"""
    start = perf_counter()
    figures = [demonstration.measure(seed, smoke) for seed in range(seeds)]
    return {
        "place": demonstration.place,
        "claim": demonstration.claim,
        "figures": [{name: round(value, 4) for name, value in each.items()} for each in figures],
        "holds": sum(demonstration.holds(each) for each in figures),
        "seeds": seeds,
        "seconds": round((perf_counter() - start) / seeds, 1),
    }


if __name__ == "__main__":
    main()
