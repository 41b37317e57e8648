"""A slider over the snapshots of a run, drawn in the browser: it can be dragged, stepped by the keyboard and played."""

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
    """Draw the slider.

    Args:
        key: Key of the widget.
        run: Changes with the run; then a choice under way is forgotten.
        moments: Steps in order; the present comes after them.
        shown: The displayed step; None for the present.
        heard: Number of the last choice that was answered: there is one request at a time, and the next waits for it.
        words: Labels `label`, `hint`, `live`, `back`, `stop`, and `step` with {step}.
        on_moment: Called when a user has chosen; `chosen(key)` returns what.
    """
    data = {"run": run, "moments": list(moments), "shown": shown, "heard": heard, "words": dict(words)}
    mount("scrubber", key, data, on_moment_change=on_moment)
