"""Companions: variants of the run at hand that train along with it, so that a page can show them side by side.

Each is a run like any other, of the same experiment with a few knobs turned: another kind of net, no attention, nothing
learnt before. What is done to the run at hand is done to them: they play and pause with it, their knobs turn with its
knobs, and when it starts again, so do they. What they were till then is kept in the list of
runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.training.messages import Watch
from ui.session.run_list import RunList
from ui.text.option_labels import variant_label

Changes = Mapping[str, Any]


class Companions:
    """The companions of one session, by name. `watch` are the probes that they are asked."""

    def __init__(self, engine: Engine, kept: RunList) -> None:
        self.runs: dict[str, Run] = {}
        self.problems: dict[str, Problem] = {}  # why a companion cannot be
        self.watch: Watch = {}
        self._engine, self._kept = engine, kept
        self._variants: Mapping[str, Changes] = {}
        self._lead = ""  # the id of the run that they accompany

    def choose(self, **variants: Changes) -> None:
        """Have these variants, by name, and no others; `follow` begins them."""
        self._variants = variants

    def follow(self, lead: Run) -> None:
        """Let each companion be the variant of `lead` that it should be, and do what `lead` does. Cheap if it is."""
        for name in [name for name in self.runs if name not in self._variants or lead.id != self._lead]:
            self._leave(name)
        self._lead = lead.id
        for name, changes in self._variants.items():
            try:
                self._follow(name, lead, lead.experiment.replace(changes))
                self.problems.pop(name, None)
            except Problem as problem:
                self.problems[name] = problem

    def _follow(self, name: str, lead: Run, wanted: Any) -> None:
        run = self.runs.get(name)
        turned = run.experiment.changes_to(wanted) if run else {}
        if run is None or not all(wanted.knobs()[key].live for key in turned):
            if run:
                self._leave(name)
            run = self.runs[name] = self._engine.start(wanted, watch=self.watch)
        elif turned:
            run.turn(turned)
        run.viewer.speed = lead.viewer.speed if run.viewer.goal is None else None
        run.watched(self.watch)
        if lead.state == "running":
            run.play()
        elif lead.state == "paused" and run.state == "running" and run.viewer.goal is None:
            run.pause()

    def _leave(self, name: str) -> None:
        """Stop a companion, and keep it in the list of runs if it has made a step."""
        run = self.runs.pop(name)
        run.stop(keep=run.index > 0)
        if run.index:
            lead = self._kept.find(self._lead)
            self._kept.put_by(run, f"{variant_label(name)} · {self._kept.title(lead)}" if lead else variant_label(name))

    @property
    def titled(self) -> list[tuple[str, Run]]:
        """Each with what it is called."""
        return [(variant_label(name), run) for name, run in self.runs.items()]

    def behind(self, lead: Run) -> list[str]:
        """Return the names of those that have made fewer steps than `lead`, which rests, and could go on."""
        if lead.state == "running" or lead.id != self._lead:
            return []
        return [
            name for name, run in self.runs.items() if run.index < lead.index and run.state in ("paused", "running")
        ]

    def catch_up(self, lead: Run) -> None:
        """Train each that is behind as far as `lead`, at full speed; it pauses there."""
        for name in self.behind(lead):
            self.runs[name].play(until=lead.index)

    def rest(self) -> None:
        """Leave those that catch up where they are."""
        for run in self.runs.values():
            if run.viewer.goal is not None:
                run.pause()

    def step(self) -> None:
        """One update of each."""
        for run in self.runs.values():
            run.step()

    def recall(self, step: int | None) -> None:
        """Show each as it was at this step, or as it is."""
        for run in self.runs.values():
            run.recall(step)

    def renew(self, looking: bool) -> None:
        """The viewer is still there, and may be `looking` at the page of these runs."""
        for run in self.runs.values():
            run.renew(looking)

    @property
    def moving(self) -> bool:
        """Whether one of them trains or is about to answer."""
        return any(run.state == "running" or run.busy for run in self.runs.values())

    def close(self) -> None:
        """Stop them all."""
        for run in self.runs.values():
            run.stop()
        self.runs = {}
