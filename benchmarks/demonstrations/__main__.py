"""Does every demonstration of the app show what its text says? Each is trained as the app sets it up, on some seeds.

`python -m benchmarks.demonstrations --json --seeds 5 --only transfer` prints a row for each demonstration: where it
stands in the app ("place"), what the text says ("claim"), the figures of each seed ("figures"), on how many seeds the
claim holds ("holds") of how many ("seeds"), and the seconds of a seed ("seconds"). A demonstration is sound where it
holds on four of five seeds. A seed turns the weights, the order and the data. `--only` takes names or parts of names,
with commas between them; `--smoke` trains a few nets for some steps and judges nothing.

What is compared stands in `benchmarks/demonstrations/claims.py`.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from benchmarks.demonstrations.claims import DEMONSTRATIONS
from benchmarks.demonstrations.demonstration import Demonstration
from benchmarks.measure import arguments, tell

SMOKE = ("xor", "collapse", "transfer")


def main() -> None:
    """Measure the demonstrations and print what they show."""
    asked = arguments(__doc__, seeds=5, only="")
    if asked.smoke:
        asked.seeds, asked.only = 1, asked.only or ",".join(SMOKE)
    demonstrations = select(asked.only)
    tell({each.name: row(each, asked.seeds, asked.smoke) for each in demonstrations}, asked.json)


def select(only: str) -> list[Demonstration]:
    """Return the demonstrations whose name has one of these parts, which commas separate; all if there are none."""
    parts = [part for part in only.split(",") if part]
    return [each for each in DEMONSTRATIONS if not parts or any(part in each.name for part in parts)]


def row(demonstration: Demonstration, seeds: int, smoke: bool = False) -> dict[str, Any]:
    """Return what a demonstration shows on seeds 0, 1, …"""
    begun = perf_counter()
    figures = [demonstration.measure(seed, smoke) for seed in range(seeds)]
    return {
        "place": demonstration.place,
        "claim": demonstration.claim,
        "figures": [{name: round(value, 4) for name, value in each.items()} for each in figures],
        "holds": sum(demonstration.holds(each) for each in figures),
        "seeds": seeds,
        "seconds": round((perf_counter() - begun) / seeds, 1),
    }


if __name__ == "__main__":
    main()
