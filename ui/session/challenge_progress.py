"""Hold how many challenges of a page the user has solved, judged while the runs go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

from nets.engine.run import Run
from nets.training.challenge import Challenge, Verdict

CHECK_SECONDS = 1.0
MAX_ATTEMPTS = 200
NUMBERS = count()  # of the boxes of all pages


@dataclass
class ChallengeProgress:
    """Which challenges are solved. A solved one stays solved, whatever the runs do afterwards.

    Attributes:
        verdicts: The last verdict of each challenge, by name.
        reached: The verdicts of those that are solved.
        celebrated: Names of those whose solution was announced.
        hints: How many hints of a challenge are shown.
        facts: What stays true for a challenge once it is known, such as its goal.
        attempts: What is judged besides runs, such as a kernel that the user has drawn.
        judged: State of the runs at the last judgement.
        checked: When they were judged, in seconds of `monotonic`; 0 if the challenges were never on screen.
        opened: Whether the box was open when it was drawn.
        key: Key of the box.
    """

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    reached: dict[str, Verdict] = field(default_factory=dict)
    celebrated: set[str] = field(default_factory=set)
    hints: dict[str, int] = field(default_factory=dict)
    facts: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    attempts: list[Any] = field(default_factory=list)
    judged: tuple[Any, ...] = ()
    checked: float = 0.0
    opened: bool = False
    key: str = field(default_factory=lambda: f"challenges-open-{next(NUMBERS)}")

    def record(self, attempt: Any, is_replaced: Callable[[Any], bool] | None = None) -> None:
        """Add an attempt; the oldest of more than MAX_ATTEMPTS are dropped.

        Args:
            attempt: What the challenges are to judge.
            is_replaced: Whether the new attempt takes the place of an earlier one. By default it is added only if no
                equal one is there.
        """
        if is_replaced is None and attempt in self.attempts:
            return
        remaining = [each for each in self.attempts if is_replaced is None or not is_replaced(each)]
        self.attempts = [*remaining, attempt][-MAX_ATTEMPTS:]

    @property
    def is_due(self) -> bool:
        """Whether the challenges are on screen and were not judged for a while."""
        return bool(self.checked) and monotonic() - self.checked >= CHECK_SECONDS

    def judge_runs(self, challenges: Sequence[Challenge], runs: Sequence[Run], probe_answers: object) -> None:
        """Judge all challenges by these runs and the attempts. Cheap while nothing has changed since the last call.

        Args:
            challenges: Those of the page.
            runs: The candidates.
            probe_answers: The last probe answers of the current run; new ones are judged again.
        """
        self.checked = monotonic()
        answers = id(probe_answers), *map(id, self.attempts)
        state = (*((run.id, run.index, len(run.edits), run.state, run.experiment) for run in runs), answers)
        if state != self.judged or not self.verdicts:
            self.judged = state
            for challenge in challenges:
                self.verdicts[challenge.name] = self.judge(challenge, [*self.attempts, *runs])

    def judge(self, challenge: Challenge, candidates: Sequence[Any]) -> Verdict:
        """Return the verdict on one challenge; a solved one is not judged again."""
        if challenge.name not in self.reached:
            verdict = challenge.check([*self.facts.get(challenge.name, ()), *candidates])
            self.facts[challenge.name] = verdict.facts
            if not verdict.reached:
                return verdict
            self.reached[challenge.name] = verdict
        return self.reached[challenge.name]

    def summary(self, is_open: bool) -> list[Any]:
        """Return what the box shows: if it is closed, no more than which challenges are solved."""
        if not is_open:
            return sorted(self.reached)
        return [(name, verdict.share, str(verdict.words)) for name, verdict in self.verdicts.items()]
