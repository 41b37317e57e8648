"""The words of the element that draws a race."""

from __future__ import annotations

from nets.experiment.optimizer_specs import BUFFER_TITLES, OPTIMIZERS
from ui.text.i18n import _


def race_words(surface: str, names: list[str]) -> dict[str, str]:
    """All of them, for a race of these optimizers over this surface."""
    here = {"surface": surface, "names": _(", ").join(names)}
    alt = _("Map of the surface “{surface}” with the ways of {names} from one start to where they are.", **here)
    return {
        "alt": alt + " " + _("Arrow keys move a cursor, Enter puts the start there."),
        "altChart": _("Height above the lowest point over the steps, for {names}; below it the schedule.", **here),
        "altStep": _(
            "Arrows of one step: gradient, velocity, squared average and the step itself. The table has them too."
        ),
        "hint": _("Click on the map to put the start somewhere else."),
        "map": _("The race"),
        **_bar(),
        **_figures(),
    }


def racer_words(name: str) -> dict[str, str]:
    """Return the rule of an optimizer in one line, and what its buffers are called."""
    spec = OPTIMIZERS[name]
    buffers = {"velocity": spec.velocity, "squares": spec.squares}
    return {"rule": _(spec.summary)} | {role: _(BUFFER_TITLES[buffer]) for role, buffer in buffers.items() if buffer}


def _bar() -> dict[str, str]:
    return {
        "play": _("Race"),
        "pause": _("Pause"),
        "playHelp": _("Space plays and pauses, ← and → go a step, Home and End to the ends."),
        "before": _("One step back"),
        "after": _("One step on"),
        "scrub": _("Step"),
        "speed": _("Speed of the playback"),
        "at": _("step {step} of {steps}"),
    }


def _figures() -> dict[str, str]:
    return {
        "optimizer": _("Optimizer"),
        "step": _("Step"),
        "value": _("Height"),
        "height": _("Height"),
        "steep": _("|gradient|"),
        "arrival": _("Arrived"),
        "own": _("Rate"),
        "never": _("not yet"),
        "stopped": _("diverged"),
        "gone": _("diverged"),
        "choose": _("Show its steps in numbers"),
        "above": _("Height above the lowest point"),
        "target": _("target"),
        "rate": _("Share of the rate (schedule)"),
        "one": _("{optimizer}: how step {step} is made"),
        "slope": _("gradient"),
        "move": _("the step"),
        "legend": _(
            "Thin arrow: downhill, against the gradient. Dashed: against the velocity or the average of gradients. "
            "Dotted ellipse: the root of the squared average, by which each axis is divided. These share one scale. "
            "Thick: the step, in a scale of its own."
        ),
    }
