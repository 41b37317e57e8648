"""A range over the moments of a run, drawn in the browser: it can be dragged, stepped by the keyboard and played."""

from collections.abc import Callable, Mapping, Sequence

from ui.components.library import mount


def scrub_bar(
    key: str,
    *,
    run: str,
    moments: Sequence[int],
    shown: int | None,
    heard: int,
    words: Mapping[str, str],
    on_moment: Callable[[], None],
) -> None:
    """Draw the range. `on_moment` is called when a user has chosen; `chosen(key)` tells what.

    run: changes with the run, which forgets what was being chosen. moments: steps, in order; the present comes after
    them. shown: the step chosen, None for the present. heard: the number of the last choice that was answered: there
    is one request at a time, and the next waits for this. words: `label`, `hint`, `step` with a field {step}, `live`,
    `back` and `stop`.
    """
    data = {"run": run, "moments": list(moments), "shown": shown, "heard": heard, "words": dict(words)}
    mount("scrubber", key, data, on_moment_change=on_moment)
