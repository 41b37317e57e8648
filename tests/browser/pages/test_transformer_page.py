"""A user on the page of the Transformer, in a real Chromium, with the real server, in Chinese."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.browser_user import COLOURS

pytestmark = pytest.mark.slow

LINK = "/transformer?data.name=reverse&data.length=6&data.examples=300&net.layers=2&net.heads=2&net.width=16"
LINK += "&fit.batch=8&fit.steps=100000&fit.report=1000"


def test_head_attentions_and_ablation_are_inspected(tab: Any) -> None:
    here = tab(LINK, locale="zh-CN").ready()
    box = here.page.locator
    box(".st-key-alignment canvas").first.wait_for()
    here.train(3)
    here.press("play")
    here.choose("alignment-head", "第 2 层，第 1 个头")
    box(".st-key-inspector").get_by_text("注意力机制", exact=True).click()
    box(".st-key-wall-map-crossed .map").nth(3).click()
    title = box(".st-key-head-map-crossed .title")
    here.wait(lambda: title.count() == 1 and "第 2 层第 2 个头" in title.inner_text())
    for where, words in (("encoder", "原文 → 原文"), ("decoder", "答案 → 答案")):
        box(".st-key-attention-where").get_by_text(words, exact=True).click()
        canvas = box(f".st-key-wall-map-{where} canvas").first
        here.wait(lambda canvas=canvas: canvas.count() and canvas.evaluate(COLOURS)["colours"] > 1)
    box(".st-key-inspector").get_by_text("什么会坏掉", exact=True).click()
    box(".st-key-siblings").get_by_text("没有残差连接", exact=True).click()
    here.train(3)
    here.wait(lambda: "没有残差连接" in box('[data-testid="stMarkdown"] table').last.inner_text())
    assert not here.complaints
    assert box('[data-testid="stException"]').count() == 0
    here.page.set_viewport_size({"width": 390, "height": 900})
    here.wait(lambda: here.page.evaluate("document.documentElement.scrollWidth") <= 390)
