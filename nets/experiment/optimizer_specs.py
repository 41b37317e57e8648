"""The table of optimizers, for training, scripts, formulas and pages; torch-free.

Only the learning rates for single surfaces of the Optimizers page stand with the surfaces, in
`nets/studies/optimizers/surfaces.py`; an optimizer without one there takes its `surface_rate`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from nets.experiment.user_error import N_

Optimizer = Literal["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]
OPTIMIZER_NAMES: tuple[Optimizer, ...] = get_args(Optimizer)


class TorchCall(NamedTuple):
    """A class in `torch.optim`, and its keyword arguments besides the learning rate."""

    class_name: str
    arguments: dict[str, Any]


class Memory(NamedTuple):
    """What an optimizer knows at an update: arrays of equal shape.

    Attributes:
        gradient: The gradient of this update.
        velocity: Its buffer `velocity` after the update; NaN if it keeps none.
        squares: Its buffer `squares` after the update; NaN if it keeps none.
        update: The number of this update, from 1 on.
    """

    gradient: Any
    velocity: Any
    squares: Any
    update: Any


class _CallRecorder:
    """Stands in for the module `torch`: to build an optimizer with it returns the call."""

    def __init__(self) -> None:
        self.optim = self

    def __getattr__(self, class_name: str) -> Callable[..., TorchCall]:
        return lambda groups, lr, **arguments: TorchCall(class_name, arguments)


BUFFER_TITLES = {
    "momentum_buffer": N_("velocity"),
    "exp_avg": N_("average of gradients"),
    "square_avg": N_("average of squared gradients"),
    "exp_avg_sq": N_("average of squared gradients"),
    "sum": N_("sum of squared gradients"),
}  # what the buffers `velocity` and `squares` of an OptimizerSpec are called on a page


@dataclass(frozen=True)
class OptimizerSpec:
    """One rule that turns gradients into updates; texts are English, marked for translation.

    Attributes:
        label: Name in a list of options.
        reference: The paper that introduced the rule.
        build: Builds the optimizer from the module `torch`, parameter groups, learning rate and momentum. The module is
            an argument because the server loads no torch.
        update: Lines of LaTeX of an update, from the momentum and the weight decay; `<eta>`, `<mu>` and `<decay>` stand
            for the learning rate and these two.
        explanation: What the letters of these lines mean.
        summary: The rule in one line, as the Optimizers page shows it.
        fraction: Returns the numerator and the denominator of `update = -rate * numerator / denominator`, from the
            `Memory` at an update and the momentum.
        surface_rate: Learning rate that suits most surfaces of the Optimizers page.
        net_rate: Learning rate that suits the net that the Optimizers page trains.
        remedy_rate: Learning rate that most small nets learn well with.
        scalars: Names of the numbers that torch keeps for a whole parameter.
        buffers: Names of the tensors that torch keeps in the shape of a parameter.
        velocity: The one of `buffers` that averages gradients, if any.
        squares: The one of `buffers` that sums or averages squared gradients, if any.
        momentum: Whether the rule reads the momentum; it works without an "optional" one.
        has_own_decay: Whether weight decay acts on the weights directly and not through the gradient.
        has_sparse_rule: Whether `RowOptimizer` has this rule for gradients of single rows.
        title: Name at the head of a row or column; empty for the label.
    """

    label: str
    reference: str
    build: Callable[[Any, Any, Any, float], Any]
    update: Callable[[float, float], tuple[str, ...]]
    explanation: str
    summary: str
    fraction: Callable[[Memory, float], tuple[Any, Any]]
    surface_rate: float
    net_rate: float
    remedy_rate: float = 0.003
    scalars: tuple[str, ...] = ()
    buffers: tuple[str, ...] = ()
    velocity: str = ""
    squares: str = ""
    momentum: Literal["", "optional", "required"] = ""
    has_own_decay: bool = False
    has_sparse_rule: bool = False
    title: str = ""

    def call(self, momentum: float) -> TorchCall:
        """Return the call of a class in `torch.optim` that `build` makes at this momentum, without torch."""
        call: TorchCall = self.build(_CallRecorder(), None, None, momentum)
        return call

    def buffers_needed(self, momentum: float) -> tuple[str, ...]:
        """Return the names of the buffers that torch keeps at this momentum."""
        return tuple(name for name in self.buffers if momentum or name != "momentum_buffer")


_ADAM = (
    r"m \leftarrow 0.9\, m + 0.1\, g \qquad s \leftarrow 0.999\, s + 0.001\, g^2",
    r"w \leftarrow w - <eta> \cdot \frac{m / (1 - 0.9^t)}{\sqrt{s / (1 - 0.999^t)} + 10^{-8}}",
)


def _adam_fraction(memory: Memory, momentum: float) -> tuple[Any, Any]:
    squares = memory.squares / (1 - 0.999**memory.update)
    return memory.velocity / (1 - 0.9**memory.update), squares**0.5 + 1e-8


_SQUARES = r"s \leftarrow 0.99\, s + 0.01\, g^2"

OPTIMIZERS: dict[str, OptimizerSpec] = {
    "sgd": OptimizerSpec(
        label="SGD",
        reference="Robbins & Monro 1951",
        build=lambda torch, groups, lr, momentum: torch.optim.SGD(groups, lr, fused=True),
        update=lambda momentum, decay: (r"w \leftarrow w - <eta> \cdot g",),
        explanation=N_("Every weight takes a step downhill: against its gradient, as long as the learning rate says."),
        summary=N_("step = −rate · gradient"),
        fraction=lambda memory, momentum: (memory.gradient, 1.0),
        surface_rate=0.05,
        net_rate=0.3,
        remedy_rate=0.03,
        has_sparse_rule=True,
    ),
    "momentum": OptimizerSpec(
        label=N_("momentum"),
        title=N_("Momentum"),
        reference="Polyak 1964",
        build=lambda torch, groups, lr, momentum: torch.optim.SGD(groups, lr, momentum=momentum, fused=True),
        update=lambda momentum, decay: (r"v \leftarrow <mu>\, v + g", r"w \leftarrow w - <eta> \cdot v"),
        explanation=N_(
            "v remembers earlier gradients, so that steps in the same direction add up, as for a rolling ball."
        ),
        summary=N_("velocity = momentum · velocity + gradient, step = −rate · velocity"),
        fraction=lambda memory, momentum: (memory.velocity if momentum else memory.gradient, 1.0),
        surface_rate=0.02,
        net_rate=0.05,
        buffers=("momentum_buffer",),
        velocity="momentum_buffer",
        momentum="required",
    ),
    "nesterov": OptimizerSpec(
        label="Nesterov",
        reference="Sutskever et al. 2013",
        build=lambda torch, groups, lr, momentum: torch.optim.SGD(  # which refuses nesterov for a momentum of 0
            groups, lr, momentum=momentum, nesterov=momentum > 0, fused=True
        ),
        update=lambda momentum, decay: (
            r"v \leftarrow <mu>\, v + g",
            r"w \leftarrow w - <eta> \cdot (g + <mu>\, v)",
        ),
        explanation=N_("As momentum, but looking ahead to where the ball is about to roll."),
        summary=N_("step = −rate · (gradient + momentum · velocity): the velocity is looked at one step ahead"),
        fraction=lambda memory, momentum: (
            memory.gradient + momentum * memory.velocity if momentum else memory.gradient,
            1.0,
        ),
        surface_rate=0.02,
        net_rate=0.05,
        buffers=("momentum_buffer",),
        velocity="momentum_buffer",
        momentum="required",
    ),
    "adagrad": OptimizerSpec(
        label="AdaGrad",
        reference="Duchi et al. 2011",
        build=lambda torch, groups, lr, momentum: torch.optim.Adagrad(groups, lr, fused=True),
        update=lambda momentum, decay: (
            r"s \leftarrow s + g^2",
            r"w \leftarrow w - <eta> \cdot \frac{g}{\sqrt{s} + 10^{-10}}",
        ),
        explanation=N_("s adds up the squares of all gradients: a weight that has moved a lot moves ever less."),
        summary=N_("step = −rate · gradient / √(sum of all squared gradients)"),
        fraction=lambda memory, momentum: (memory.gradient, memory.squares**0.5 + 1e-10),
        surface_rate=0.3,
        net_rate=0.1,
        remedy_rate=0.03,
        scalars=("step",),
        buffers=("sum",),
        squares="sum",
        has_sparse_rule=True,
    ),
    "rmsprop": OptimizerSpec(
        label="RMSprop",
        reference="Hinton 2012, lecture 6e",
        build=lambda torch, groups, lr, momentum: torch.optim.RMSprop(groups, lr, momentum=momentum),
        update=lambda momentum, decay: (
            (
                _SQUARES,
                r"v \leftarrow <mu>\, v + \frac{g}{\sqrt{s} + 10^{-8}}",
                r"w \leftarrow w - <eta> \cdot v",
            )
            if momentum
            else (_SQUARES, r"w \leftarrow w - <eta> \cdot \frac{g}{\sqrt{s} + 10^{-8}}")
        ),
        explanation=N_(
            "s is how large the gradients have been lately; dividing by it gives every weight steps of like size."
        ),
        summary=N_("step = −rate · gradient / √(running average of squared gradients)"),
        fraction=lambda memory, momentum: (
            (memory.velocity, 1.0) if momentum else (memory.gradient, memory.squares**0.5 + 1e-8)
        ),
        surface_rate=0.02,
        net_rate=0.01,
        scalars=("step",),
        buffers=("square_avg", "momentum_buffer"),
        velocity="momentum_buffer",
        squares="square_avg",
        momentum="optional",
    ),
    "adam": OptimizerSpec(
        label="Adam",
        reference="Kingma & Ba 2015",
        build=lambda torch, groups, lr, momentum: torch.optim.Adam(groups, lr, fused=True),
        update=lambda momentum, decay: _ADAM,
        explanation=N_(
            "m is the mean of the gradients lately, s that of their squares: momentum, with steps of like size."
        ),
        summary=N_("step = −rate · average of gradients / √(average of squares), both freed from their start at 0"),
        fraction=_adam_fraction,
        surface_rate=0.1,
        net_rate=0.02,
        scalars=("step",),
        buffers=("exp_avg", "exp_avg_sq"),
        velocity="exp_avg",
        squares="exp_avg_sq",
        has_sparse_rule=True,
    ),
    "adamw": OptimizerSpec(
        label="AdamW",
        reference="Loshchilov & Hutter 2019",
        build=lambda torch, groups, lr, momentum: torch.optim.AdamW(groups, lr, fused=True),
        update=lambda momentum, decay: (r"w \leftarrow w - <eta> \cdot <decay>\, w", *_ADAM) if decay else _ADAM,
        explanation=N_("As Adam, with the weight decay apart from the gradient."),
        summary=N_("the step of Adam, and apart from it −rate · decay · place"),
        fraction=_adam_fraction,
        surface_rate=0.1,
        net_rate=0.02,
        scalars=("step",),
        buffers=("exp_avg", "exp_avg_sq"),
        velocity="exp_avg",
        squares="exp_avg_sq",
        has_own_decay=True,
    ),
}
