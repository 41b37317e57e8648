"""The race as a function for workers, which import torch; torch-free at import."""

from __future__ import annotations

from nets.studies.optimizers.result import Result
from nets.studies.optimizers.settings import Race


def compute_race(race: Race) -> Result:
    """Run all optimizers of a race. Raises Problem, as `run_race` does."""
    from nets.studies.optimizers.race import run_race

    return run_race(race)
