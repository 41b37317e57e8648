"""Train variants of the current run along with it, so that a page can show them side by side.

Each is a run like any other, of the same experiment with a few settings changed: another kind of net, no attention, no
pretraining. They follow the current run: they play and pause with it, their settings change with its settings, and
when it starts again, so do they; the list of runs keeps the earlier ones.
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


class ComparisonRuns:
    """The comparison runs of one session.

    Attributes:
        runs: By the name of their variant.
        problems: Why a variant cannot be trained, by its name.
        watch: The probes that are requested of them.
    """

    def __init__(self, engine: Engine, run_list: RunList) -> None:
        self.runs: dict[str, Run] = {}
        self.problems: dict[str, Problem] = {}
        self.watch: Watch = {}
        self._engine, self._run_list = engine, run_list
        self._variants: Mapping[str, Changes] = {}
        self._lead_id = ""  # of the run that they follow

    def choose(self, **variants: Changes) -> None:
        """Train these variants, by name, and no others; `follow` begins them."""
        self._variants = variants

    def follow(self, lead: Run) -> None:
        """Give each run the settings of its variant of `lead`, and its state. Cheap if nothing has changed."""
        for name in [name for name in self.runs if name not in self._variants or lead.id != self._lead_id]:
            self._leave(name)
        self._lead_id = lead.id
        for name, changes in self._variants.items():
            try:
                self._follow(name, lead, lead.experiment.replace(changes))
                self.problems.pop(name, None)
            except Problem as problem:
                self.problems[name] = problem

    def _follow(self, name: str, lead: Run, experiment: Any) -> None:
        run = self.runs.get(name)
        changes = run.experiment.changes_to(experiment) if run else {}
        if run is None or not all(experiment.settings_by_key()[key].live for key in changes):
            if run:
                self._leave(name)
            run = self.runs[name] = self._engine.start(experiment, watch=self.watch)
        elif changes:
            run.change_settings(changes)
        run.viewer.speed = lead.viewer.speed if run.viewer.goal is None else None
        run.watched(self.watch)
        if lead.state == "running":
            run.play()
        elif lead.state == "paused" and run.state == "running" and run.viewer.goal is None:
            run.pause()

    def _leave(self, name: str) -> None:
        """Stop a run, and keep it in the list of runs if it has made a step."""
        run = self.runs.pop(name)
        run.stop(keep=run.index > 0)
        if run.index:
            lead = self._run_list.find(self._lead_id)
            title = f"{variant_label(name)} · {self._run_list.title(lead)}" if lead else variant_label(name)
            self._run_list.insert(run, title)

    @property
    def titled(self) -> list[tuple[str, Run]]:
        """Each run with its title."""
        return [(variant_label(name), run) for name, run in self.runs.items()]

    def behind(self, lead: Run) -> list[str]:
        """Return the names of those that have made fewer steps than a paused `lead` and can go on."""
        if lead.state == "running" or lead.id != self._lead_id:
            return []
        return [
            name for name, run in self.runs.items() if run.index < lead.index and run.state in ("paused", "running")
        ]

    def catch_up(self, lead: Run) -> None:
        """Train each run that is behind up to the step of `lead`, at full speed."""
        for name in self.behind(lead):
            self.runs[name].play(until=lead.index)

    def rest(self) -> None:
        """Pause the runs that catch up."""
        for run in self.runs.values():
            if run.viewer.goal is not None:
                run.pause()

    def step(self) -> None:
        """Make one update of each."""
        for run in self.runs.values():
            run.step()

    def recall(self, step: int | None) -> None:
        """Show each as it was at this step, or as it is now if `step` is None."""
        for run in self.runs.values():
            run.recall(step)

    def renew(self, looking: bool) -> None:
        """Renew the lease of each: the browser tab is open. `looking` is whether it shows their page."""
        for run in self.runs.values():
            run.renew(looking)

    @property
    def moving(self) -> bool:
        """Whether one of them trains or is about to answer."""
        return any(run.state == "running" or run.busy for run in self.runs.values())

    def close(self) -> None:
        """Stop all of them."""
        for run in self.runs.values():
            run.stop()
        self.runs = {}
