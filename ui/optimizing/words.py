"""The words of the element that draws a race."""

from __future__ import annotations

from typing import Any

from ui.words import N_, _

RULES = {
    "sgd": N_("step = −rate · slope"),
    "momentum": N_("velocity = momentum · velocity + slope, step = −rate · velocity"),
    "nesterov": N_("step = −rate · (slope + momentum · velocity): the velocity is looked at one step ahead"),
    "adagrad": N_("step = −rate · slope / √(sum of all squared slopes)"),
    "rmsprop": N_("step = −rate · slope / √(running average of squared slopes)"),
    "adam": N_("step = −rate · average of slopes / √(average of squares), both freed from their start at 0"),
    "adamw": N_("the step of Adam, and apart from it −rate · decay · place"),
}


def race_words(surface: str, names: list[str]) -> dict[str, Any]:
    """All of them, for a race of these optimizers over this surface."""
    here = {"surface": surface, "names": _(", ").join(names)}
    alt = _("Map of the surface “{surface}” with the ways of {names} from one start to where they are.", **here)
    return {
        "alt": alt + " " + _("Arrow keys move a cursor, Enter puts the start there."),
        "altChart": _("Height above the lowest point over the steps, for {names}; below it the schedule.", **here),
        "altStep": _("Arrows of one step: slope, velocity, squared average and the step itself. The table has them too."),
        "hint": _("Click on the map to put the start somewhere else."),
        "map": _("Race"),
        **_bar(),
        **_figures(),
        "rules": {name: _(rule) for name, rule in RULES.items()},
    }


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
        "steep": _("|slope|"),
        "arrival": _("Arrived at step"),
        "own": _("Rate"),
        "never": _("not yet"),
        "stopped": _("diverged"),
        "gone": _("diverged"),
        "over": _("The race is over. Go back a step to see how one is made."),
        "choose": _("Show its steps in numbers"),
        "above": _("Height above the lowest point"),
        "target": _("target"),
        "rate": _("Share of the rate (schedule)"),
        "one": _("{optimizer}: how step {step} is made"),
        "slope": _("slope"),
        "velocity": _("velocity"),
        "average": _("average of slopes"),
        "square": _("average of squared slopes"),
        "sum": _("sum of squared slopes"),
        "move": _("step"),
        "legend": _(
            "Black arrow: downhill, against the slope. Dashed: against the velocity or the average of slopes. Dotted "
            "ellipse: the root of the squared average, by which each axis is divided. These share one scale. Thick: "
            "the step, in a scale of its own."
        ),
    }
