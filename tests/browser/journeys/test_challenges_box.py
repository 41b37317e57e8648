"""The box of challenges in a browser, and requests of a page that the server refuses."""

from __future__ import annotations

XOR = "/perceptron?data.name=xor&net.hidden=4&fit.optimizer=adam&fit.lr=0.03&fit.batch=30"


def test_box_stays_open_when_a_challenge_is_met(tab) -> None:
    here = tab(XOR).ready()
    box = here.page.get_by_test_id("stExpander").filter(has_text="Challenges")
    box.locator("summary").click()
    here.wait(lambda: here.page.locator(".st-key-challenge-start-xor button:visible").count())
    here.press("play")
    here.wait(lambda: "Challenges: 1 of 3 met" in box.inner_text())
    here.page.wait_for_timeout(1500)
    assert here.page.locator(".st-key-challenge-start-xor button:visible").count()
    box.locator("summary").click()
    here.wait(lambda: not here.page.locator(".st-key-challenge-start-xor button:visible").count())


def test_only_streamlits_search_for_the_base_path_is_refused(tab) -> None:
    paths = {"/": [], "/neuron": ["/neuron/_stcore/health", "/neuron/_stcore/host-config"]}
    for path, refused in paths.items():
        here = tab(path)
        here.wait(lambda here=here: here.page.locator("h1").count())
        assert sorted(here.refused) == refused
