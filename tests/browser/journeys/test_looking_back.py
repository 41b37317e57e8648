"""The scrubber of a run, in a real Chromium with the real server and its cluster."""

from __future__ import annotations

import re

from tests.support.browser_user import LONG

PICTURE = "(canvas) => canvas.toDataURL()"


def bar(here):
    return here.page.locator(".scrubber input")


def shown_and_reached(here):
    """Return the shown step, None for the current one, and the step that the run has reached, from the status."""
    numbers = [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", here.status().split("·")[0])]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (None, numbers[0] if numbers else -1)


def drag(here, start, end, ways=12):
    """Drag the handle between two shares of the range, without releasing it."""
    box = bar(here).bounding_box()
    across, middle = box["width"] - 16, box["y"] + box["height"] / 2
    here.page.mouse.move(box["x"] + 8 + across * start, middle)
    here.page.mouse.down()
    for way in range(1, ways + 1):
        here.page.mouse.move(box["x"] + 8 + across * (start + (end - start) * way / ways), middle)
        here.page.wait_for_timeout(30)


def test_handle_is_dragged_to_an_early_moment_and_back(tab):
    here = tab(f"/perceptron?{LONG}&data.name=circles").ready()
    assert bar(here).is_disabled()
    here.train(150)
    here.wait(lambda: int(bar(here).get_attribute("max")) > 15)
    drag(here, 1.0, 0.1)
    here.wait(lambda: shown_and_reached(here)[0] is not None)
    assert here.page.locator(".scrubber .live").get_attribute("aria-pressed") == "false"
    here.page.mouse.up()
    here.wait(lambda: shown_and_reached(here)[0] is not None and shown_and_reached(here)[0] < 20)
    here.wait(lambda: here.page.locator(".scrubber output").inner_text() == f"Step {shown_and_reached(here)[0]}")
    canvas = here.page.locator(".plane canvas").first
    here.page.wait_for_timeout(500)
    (step, last), early = shown_and_reached(here), canvas.evaluate(PICTURE)
    figures = here.wait_for_number("training loss")
    here.wait(lambda: shown_and_reached(here)[1] > last + 50)
    assert shown_and_reached(here)[0] == step, "it stays while the run trains"
    assert canvas.evaluate(PICTURE) == early
    assert here.number("training loss") == figures
    here.page.locator(".scrubber .live").click()
    here.wait(lambda: shown_and_reached(here)[0] is None)
    here.wait(lambda: canvas.evaluate(PICTURE) != early)
    assert here.number("training loss") < figures
    assert here.page.locator(".scrubber output").inner_text() == ""


def test_keys_play_and_reset_move_through_the_moments(tab):
    here = tab(f"/perceptron?{LONG}").ready()
    here.train(20)
    stands = here.pause()
    here.wait(lambda: int(bar(here).get_attribute("max")) > 5)
    bar(here).focus()
    here.page.keyboard.press("Home")
    here.wait(lambda: shown_and_reached(here) == (0, stands))
    first = here.wait_for_number("training loss")
    here.page.keyboard.press("ArrowRight")
    here.wait(lambda: shown_and_reached(here) == (1, stands))
    assert here.number("training loss") != first
    here.page.keyboard.press("End")
    here.wait(lambda: shown_and_reached(here) == (None, stands))
    here.press("step")
    here.wait(lambda: shown_and_reached(here) == (None, stands + 1))
    here.page.locator(".scrubber .back").click()
    seen = []
    here.wait(lambda: seen.append(shown_and_reached(here)[0]) or (len(set(seen)) > 3 and seen[-1] is None))
    steps = [step for step in seen if step is not None]
    assert steps == sorted(steps)
    assert steps[0] < 5
    assert shown_and_reached(here) == (None, stands + 1)
    here.train(60)
    bar(here).focus()
    here.page.keyboard.press("Home")
    here.wait(lambda: shown_and_reached(here)[0] == 0)
    here.press("reset")
    here.wait(lambda: shown_and_reached(here) == (None, 0) and bar(here).is_disabled())
