"""A user of the app, in a real Chromium, with the real server and its cluster."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.support.browser_user import COLOURS, IDLE, LONG, MARKS, wait_until
from ui.text.i18n import WORD_JOINER

CHARTS = '[data-testid="stVegaLiteChart"]'
MARGINS = (50, 8, 10, 48)  # left, right, top, bottom of the map on its canvas, in CSS pixels


def check_step_rises(tab, seconds=1.0):
    """Check for a while that the step counter rises and never falls."""
    seen = [tab.step()]
    for _ in range(int(seconds * 10)):
        tab.page.wait_for_timeout(100)
        seen.append(tab.step())
    assert seen == sorted(seen)
    tab.wait(lambda: tab.step() > seen[0])


def test_deep_link_opens_on_a_fresh_server(tab):
    here = tab(f"/perceptron?{LONG}")
    plane = here.page.locator(".plane canvas").first
    plane.wait_for()
    here.wait(lambda: plane.evaluate(COLOURS)["strong"] > 500, seconds=5)
    assert here.page.locator("h1").inner_text() == "Perceptron"
    assert here.page.locator(".network .unit").count() == 2 + 4 + 2 + 1
    here.ready()
    maps = here.page.locator(".network .unit canvas")
    here.wait(lambda: all(maps.nth(unit).evaluate(COLOURS)["colours"] > 8 for unit in range(9)))
    assert here.step() == 0
    assert plane.evaluate(COLOURS)["colours"] > 50, "the surface is under the points"


def test_first_hour_of_a_user(tab):
    """Reset, another seed, Train, a changed learning rate, single steps, keys, the language."""
    here = tab(f"/perceptron?{LONG}").ready()
    check_reset_and_new_seed(here)
    check_training_is_shown(here)
    check_learning_rate_change(here)
    check_pause_and_single_steps(here)
    check_keys(here)
    here.train()
    check_language_change(here)
    assert here.complaints == []


def check_reset_and_new_seed(here):
    first = here.figures()
    assert "training loss" in first
    assert "test loss" in first
    here.press("step")
    here.wait(lambda: here.step() == 1 and here.figures() != first)
    here.press("reset")
    here.wait(lambda: here.step() == 0 and "loss" in here.status())
    assert here.figures() == first
    here.press("seed")
    here.wait(lambda: here.address_setting("fit.seed") == "1" and "loss" in here.status() and here.figures() != first)
    assert here.step() == 0


def check_training_is_shown(here):
    before, marks = here.wait_for_number("training loss"), here.page.locator(CHARTS).evaluate_all(MARKS)
    here.train(300)
    here.wait(lambda: here.number("training loss") < before - 0.02)
    drawn = here.wait(lambda: [length for length in here.page.locator(CHARTS).evaluate_all(MARKS)[:2] if length > 200])
    assert len(drawn) == 2
    assert all(now > then for now, then in zip(drawn, marks, strict=False))
    check_step_rises(here)


def check_learning_rate_change(here):
    assert here.address_setting("fit.lr") is None
    here.slide("perceptron-fit-lr", "ArrowRight")
    check_step_rises(here)
    here.wait(lambda: here.address_setting("fit.lr") == "0.1")
    here.slide("perceptron-fit-lr", "ArrowLeft")
    check_step_rises(here)
    here.wait(lambda: here.address_setting("fit.lr") is None)


def check_pause_and_single_steps(here):
    stands = here.pause()
    for step in range(stands + 1, stands + 4):
        here.press("step")
        assert here.wait(lambda before=step - 1: here.step() != before and here.step()) == step


def check_keys(here):
    stands = here.step()
    here.page.locator("h1").click()
    here.page.keyboard.press("ArrowRight")
    here.wait(lambda: here.step() == stands + 1)
    here.page.keyboard.press("Space")
    here.wait(lambda: here.step() > stands + 20)
    here.page.keyboard.press("Space")
    here.wait(lambda: "paused" in here.status())
    stands = here.wait(here._still)
    here.page.keyboard.press("ArrowRight")
    here.wait(lambda: here.step() == stands + 1)


def check_language_change(here):
    before = here.step()
    for name, title, pause, setting in (
        ("中文", "感知机", "暂停", "学习率"),
        ("English", "Perceptron", "Pause", "Learning rate"),
    ):
        here.page.locator(".st-key-language").get_by_text(name, exact=True).click()
        here.wait(lambda title=title: here.page.locator("h1").inner_text() == title)
        here.wait(lambda pause=pause: pause in here.button("play").inner_text())
        assert setting in here.page.locator(".st-key-perceptron-fit-lr").inner_text()
        here.wait(lambda now=before: here.step() > now)
        check_step_rises(here)
        before = here.step()
    assert here.address_setting("lang") == "en"


def test_shared_link_gives_the_same_net_on_another_server(tab, second_app):
    here = tab("/perceptron").ready()
    here.choose("perceptron-data-name", "moons")
    here.wait(lambda: here.address_setting("data.name") == "moons")
    here.slide("perceptron-fit-lr", "ArrowRight")
    here.wait(lambda: here.address_setting("fit.lr") == "0.1")
    here.choose("perceptron-fit-optimizer", "Adam")
    here.wait(lambda: here.address_setting("fit.optimizer") == "adam")
    here.page.locator(".st-key-layers-count button").last.click()
    here.wait(lambda: here.address_setting("net.hidden") is not None)
    here.press("reset")
    here.wait(lambda: here.step() == 0 and "loss" in here.status())
    there = tab(here.page.url.removeprefix(here.url), server=second_app).ready()
    assert there.settings_by_key() == here.settings_by_key()
    assert there.page.url.removeprefix(there.url) == here.page.url.removeprefix(here.url)
    assert there.status() == here.wait(lambda: "loss" in here.status() and here.status())
    for step in range(1, 4):
        for one in (here, there):
            one.press("step")
            one.wait(lambda one=one, step=step: one.step() == step)
    assert there.figures() == here.figures()


def test_run_continues_after_a_reload(tab):
    here = tab(f"/perceptron?{LONG}").ready()
    before = here.train()
    here.page.reload()
    here.wait(lambda: here.step() >= before)
    check_step_rises(here)
    assert "Pause" in here.button("play").inner_text()


def test_second_link_in_a_tab_is_read_and_the_previous_run_is_kept(tab):
    here = tab(f"/perceptron?{LONG}").ready()
    here.train()
    here.page.goto(f"{here.url}/perceptron?{LONG}&net.hidden=5,3&fit.lr=fast")
    alert = here.page.locator('[data-testid="stAlert"]').filter(has_text="fast")
    rows = here.page.locator('[data-testid="stMain"]').get_by_text("Run 1", exact=False)
    here.wait(lambda: rows.count() > 0)  # the user of before has been recognised
    here.wait(lambda: alert.count() == 1)
    assert here.address_setting("net.hidden") == "5%2C3"
    assert here.address_setting("fit.lr") is None
    here.train(50)


def test_run_continues_while_the_user_is_on_the_home_page(tab, app):
    here = tab(f"/perceptron?{LONG}").ready()
    before = here.train()
    here.page.get_by_role("link", name="Home").click()
    here.wait(lambda: here.page.locator("h1").inner_text() == "Nets Playground")
    here.page.wait_for_timeout(10_000)  # longer than a run trains without a viewer
    wait_until(lambda: app.busy() > IDLE, seconds=20)
    here.open_page("Basics", "Perceptron")
    here.wait(lambda: here.step() >= 0)
    assert here.step() > before + 100, "the first thing seen is what has been learnt meanwhile"
    check_step_rises(here)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_page_fits_a_phone(tab, locale):
    here = tab("/perceptron", locale=locale, width=390).ready()
    wide = "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
    wide += ".every((part) => part.scrollWidth <= innerWidth)"
    here.wait(lambda: here.page.evaluate(wide), seconds=5)
    for name in ("play", "step", "reset", "seed"):
        box = here.button(name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    here.page.locator(".plane canvas").first.scroll_into_view_if_needed()
    box = here.page.locator(".plane canvas").first.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    title, step = {"en-US": ("Perceptron", "Step 0"), "zh-CN": ("感知机", "步 0")}[locale]
    assert here.page.locator("h1").inner_text() == title, "the language is the browser's"
    assert here.status().startswith(step)
    assert here.address_setting("lang") is None


def test_hostile_link_is_shown_as_plain_text(tab):
    hostile = {
        "data.name": "![x](https://example.org/x.png)",
        "net.init": "<img src=https://b.c/y.png>",
        "fit.lr": "$\\frac12$ **[a](https://b.c)**",
        "net.loss": ":red[b] `a` :blue-badge[c]",
    }
    here = tab("/perceptron?" + urlencode(hostile)).ready()
    alerts = here.page.locator('[data-testid="stAlert"]')
    assert alerts.count() == len(hostile)
    alert_texts = [text.replace(WORD_JOINER, "") for text in alerts.all_inner_texts()]
    assert alerts.locator("a").count() == 0
    for key, value in hostile.items():
        assert sum(f"{key}) " in text and value in text for text in alert_texts) == 1, (value, alert_texts)
    assert alerts.locator("p :is(img, strong, code, .katex)").count() == 0


def position(tab, x, y, extent=6.0):
    """Return the position of data coordinates on the canvas of the plane, in CSS pixels."""
    box = tab.page.locator(".plane canvas").first.bounding_box()
    left, right, top, bottom = MARGINS
    across = left + (x + extent) / (2 * extent) * (box["width"] - left - right)
    return {"x": across, "y": top + (extent - y) / (2 * extent) * (box["height"] - top - bottom)}


def test_custom_points_are_drawn_and_learnt(tab):
    here = tab(f"/perceptron?{LONG}").ready()
    here.choose("perceptron-data-name", "your own points")
    here.wait(lambda: here.address_setting("data.points"))

    def points():
        return (here.address_setting("data.points") or "").replace("%2C", ",").split(",")

    here.wait(lambda: here.page.locator(".st-key-brush").count() and "loss" in here.status())
    start = len(points())
    here.train()
    canvas = here.page.locator(".plane canvas").first
    canvas.click(position=position(here, 5.5, 5.5))
    here.wait(lambda: len(points()) == start + 3)
    assert [round(float(value)) for value in points()[-3:]] in ([5, 5, 1], [6, 6, 1], [5, 6, 1], [6, 5, 1])
    here.wait(lambda: here.step() > 0)
    canvas.click(position=position(here, 5.5, 5.5), modifiers=["Shift"])
    here.wait(lambda: len(points()) == start)
    here.wait(lambda: here.step() > 0)
