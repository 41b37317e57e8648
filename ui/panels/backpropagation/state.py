"""Hold the state of the Backpropagation page in one session: formula, progress of both passes, predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nets.engine.engine import Engine
from nets.experiment.user_error import Problem
from nets.studies.backpropagation.challenges import CHALLENGES
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.passes import Passes, TorchResult, compute_with_torch, initial_values, node_labels
from nets.studies.backpropagation.progress import (
    Graph,
    Phase,
    Progress,
    advance,
    complete_passes,
    next_phase,
    nodes_named,
    update_inputs,
)
from nets.studies.backpropagation.records import GraphState, Prediction, TrainingRecord
from nets.studies.backpropagation.settings import NO_NODE, Backpropagation, format_numbers
from nets.training.challenge import Challenge
from ui.session.address.rounding import without_noise
from ui.session.requests.latest_query import LatestQuery
from ui.session.study_session import StudySession

ANIMATED_UPDATES = 20
FRAME_MS = 350  # between two updates of the animation
TORCH_PANELS = ("check", "code")  # that show what torch computes


@dataclass
class Formula:
    """The formula that the graph shows.

    Attributes:
        text: The text that was read last.
        expression: The last text that could be read.
        error: Why `text` cannot be read; None if it can.
    """

    text: str = ""
    expression: Expression = field(default_factory=lambda: parse(SAMPLES[Backpropagation().sample].text))
    error: Problem | None = None
    _passes: tuple[Any, Passes] | None = None  # the latest, with what they were computed from

    def passes(self, graph: Graph, accumulated: Mapping[str, float]) -> Passes:
        """Return both passes over a graph of this formula; cached until the graph changes."""
        key = self.text, tuple(graph.numbers.items()), graph.frozen, tuple(accumulated.items())
        if self._passes is None or self._passes[0] != key:
            self._passes = key, graph.passes(accumulated)
        return self._passes[1]


@dataclass
class PredictionState:
    """Whether the user predicts each gradient before it is shown, and the last prediction."""

    is_on: bool = False
    last: Prediction | None = None


@dataclass
class ChainState:
    """Settings of the panel about depth."""

    depth: int = 12
    weight: float = 1.0
    residual: bool = False


@dataclass
class PanelStates:
    """What each panel of the page shows.

    Attributes:
        selected: The node that the panel "This node" shows.
        prediction: The prediction before a gradient is shown.
        chain: Settings of the panel about depth.
    """

    selected: int | None = None
    prediction: PredictionState = field(default_factory=PredictionState)
    chain: ChainState = field(default_factory=ChainState)


class BackpropagationSession(StudySession[Backpropagation]):
    """State of the Backpropagation page.

    Attributes:
        formula: The formula that the graph shows.
        progress: How much of both passes is shown, and the updates so far.
        updates_left: Updates that the animation has not made yet.
        panels: What the panels show. The node and the last prediction are reset with the formula.
        torch: The query to torch about the same graph.
    """

    name, settings_class = "backpropagation", Backpropagation
    panel_names = ("node", "updates", "check", "code", "depth", "challenges")
    fragments = ("backpropagation-settings", "backpropagation-text", "backpropagation")
    challenges = CHALLENGES
    undo_limit = 50

    def __init__(self, engine: Engine, settings: Backpropagation) -> None:
        super().__init__(engine, settings)
        self.formula = Formula()
        self.progress = Progress()
        self.updates_left = 0
        self.panels = PanelStates()
        self.torch: LatestQuery[TorchResult] = LatestQuery(engine)
        self._read_formula()

    # Formula and graph

    def apply_settings(self, settings: Backpropagation) -> None:
        """Replace the settings. Another formula begins without progress; one that cannot be read keeps the graph."""
        super().apply_settings(settings)
        self._read_formula()

    def _read_formula(self) -> None:
        text = self.settings.formula
        if text == self.formula.text:
            return
        self.formula.text = text
        try:
            self.formula.expression, self.formula.error = parse(text), None
        except Problem as error:
            self.formula.error = error
            return
        self._clear()

    def _clear(self) -> None:
        self.progress, self.updates_left = Progress(), 0
        self.panels.selected = self.panels.prediction.last = None

    @property
    def expression(self) -> Expression:
        """The formula that the graph shows."""
        return self.formula.expression

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of each node."""
        return node_labels(self.expression)

    @property
    def start(self) -> dict[str, float]:
        """The value of each input before any update."""
        initial = initial_values(self.expression)
        return initial | {name: value for name, value in self.settings.input_values.items() if name in initial}

    @property
    def graph(self) -> Graph:
        """The formula with the current values of its inputs."""
        frozen = nodes_named(self.labels, self.settings.frozen_names)
        return Graph(self.expression, self.start | dict(self.progress.inputs), frozen)

    @property
    def passes(self) -> Passes:
        """Both passes over the graph, however much of them is shown; cached until the graph changes."""
        return self.formula.passes(self.graph, self.progress.accumulated)

    # Steps

    @property
    def phase(self) -> Phase:
        """What the next step does."""
        return next_phase(self.progress, self.passes)

    @property
    def next_node(self) -> int | None:
        """The node whose value or gradient the next step shows; None before an update."""
        passes, phase = self.passes, self.phase
        if phase == "update":
            return None
        return passes.forward[self.progress.forward] if phase == "forward" else passes.backward[self.progress.backward]

    def step(self, whole_pass: bool = False) -> None:
        """Show the next node, or the rest of this pass; after both passes make an update."""
        self.remember()
        node = self.next_node
        if node is None:
            self._update()
        else:
            self.panels.selected = node
            self.progress = advance(self.progress, self.passes, whole_pass)
            if whole_pass:
                order = self.passes.backward  # empty in a formula of numbers alone
                self.panels.selected = order[-1] if self.phase == "update" and order else self.expression.output

    def _update(self) -> None:
        """Make one update, after completing both passes."""
        start, settings = tuple(sorted(self.start.items())), self.settings
        progress = complete_passes(self.progress, self.passes)
        self.progress = update_inputs(progress, self.graph, settings.lr, settings.zero)
        self.panels.selected = self.expression.output
        losses = self.progress.losses
        record = TrainingRecord(settings.formula, start, settings.frozen_names, settings.lr, settings.zero, losses)
        self.challenge_progress.record(record, is_replaced=record.continues)

    def toggle_animation(self) -> None:
        """Start the animation of updates, or stop it."""
        if not self.updates_left:
            self.remember()
            self.panel = self.panel if self.hides("updates") else "updates"
        self.updates_left = 0 if self.updates_left else ANIMATED_UPDATES

    def reset(self) -> None:
        """Go back to before all updates and both passes."""
        self.remember()
        self._clear()

    def predict(self, gradient: float) -> None:
        """Record a prediction of the next gradient, and show that gradient."""
        if self.phase == "backward" and (node := self.next_node) is not None:
            passes = self.passes
            actual, uses = passes.gradients[node], len(passes.terms[node])
            assert actual is not None
            prediction = Prediction(self.settings.formula, self.labels[node], gradient, actual, uses)
            self.panels.prediction.last = prediction
            self.challenge_progress.record(prediction, is_replaced=lambda each: bool(each == prediction))
            self.step()

    # Changes and undo

    def change(self, **changes: Any) -> None:
        """Change settings; can be undone, even if only the progress changes."""
        self.remember()
        self._change(changes)

    def snapshot(self) -> tuple[Backpropagation, Progress]:
        """Return the settings and the progress."""
        return self.settings, self.progress

    def restore(self, snapshot: tuple[Backpropagation, Progress]) -> None:
        """Go back to these settings and this progress; the animation stops."""
        settings, progress = snapshot
        self.apply_settings(settings)
        self.progress, self.updates_left, self.panels.prediction.last = progress, 0, None

    def set_input(self, name: str, value: float) -> None:
        """Set the value of an input. Both passes stay shown as far as they were."""
        self.change(numbers=format_numbers(self.settings.input_values | {name: without_noise(value)}))
        inputs = {each: updated for each, updated in self.progress.inputs.items() if each != name}
        self.progress, self.updates_left = replace(self.progress, inputs=inputs, losses=()), 0

    def freeze(self, names: Sequence[str]) -> None:
        """Freeze the nodes of these labels and no others; the backward pass begins again."""
        self.change(frozen=",".join(names) or NO_NODE)
        self.progress = replace(self.progress, backward=0, accumulated={})

    def set_up(self, challenge: Challenge) -> None:
        """Begin a challenge, from before all passes."""
        super().set_up(challenge)
        self.reset()
        self.panels.prediction.is_on = challenge.name == "called"

    # Queries and challenges

    def ask(self) -> None:
        """Make the next update of the animation; else ask torch for the same graph if a panel shows its answer."""
        if self.updates_left:
            self.updates_left -= 1
            self._update()
            self.progress = complete_passes(self.progress, self.passes)
        if self.queries and not self.updates_left:
            graph = self.graph
            numbers: Mapping[str, float] = dict(graph.numbers)
            self.torch.ask(self._question, compute_with_torch, graph.expression, numbers, graph.frozen)

    @property
    def queries(self) -> Sequence[LatestQuery[Any]]:
        """The query to torch, if a panel shows its answer."""
        return (self.torch,) if self.panel in TORCH_PANELS else ()

    @property
    def is_waiting(self) -> bool:
        """Whether the animation runs or torch computes."""
        return bool(self.updates_left) or super().is_waiting

    @property
    def poll_ms(self) -> int:
        """Milliseconds until the next drawing; longer while the animation runs."""
        return FRAME_MS if self.updates_left else super().poll_ms

    @property
    def torch_result(self) -> TorchResult | None:
        """What torch computes for the current graph; None while it is not known."""
        return self.torch.to(self._question)

    @property
    def _question(self) -> tuple[Any, ...]:
        graph = self.graph
        return self.formula.text, tuple(graph.numbers.items()), graph.frozen

    @property
    def evidence(self) -> Sequence[Any]:
        """The records, and the current graph."""
        return [*super().evidence, GraphState(self.graph, self.passes, self.labels, self.phase == "update")]
