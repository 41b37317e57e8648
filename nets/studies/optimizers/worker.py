"""A race as the server asks for it: torch comes only when it is called, in a worker; torch-free."""

from __future__ import annotations

from nets.studies.optimizers.result import Result
from nets.studies.optimizers.settings import Race


def run(made: Race) -> Result:
    """Let all optimizers of the settings run. Raises Problem."""
    from nets.studies.optimizers.race import race

    return race(made)
