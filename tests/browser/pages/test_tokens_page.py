"""The page of tokens in a browser: a typed text, its tokens, merges step by step, and a text from a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

TEXT = "low lower lowest <b>bold</b> 我们 שלום"


def tokens(tab: Any, kind: str) -> list[str]:
    """Return the texts of the coloured tokens of a splitting."""
    return tab.page.locator(f".st-key-tokens-{kind} .token").all_inner_texts()


def shown_text(tab: Any, kind: str) -> str:
    return tab.page.locator(f".st-key-tokens-{kind} .reading").inner_text()


def test_typed_text_is_merged_step_by_step(tab: Any) -> None:
    here = tab("/tokens")
    here.wait(lambda: len(tokens(here, "words")) > 20)
    merging = here.page.locator(".st-key-tokens-merging")
    box = here.page.locator(".st-key-tokens-text textarea")
    box.fill("   ")
    box.press("Control+Enter")  # two pairs that overlap, of which one can be merged
    here.wait(lambda: merging.locator(".said").inner_text() == "“ ” + “ ” → “  ” · times merged: 1")
    box.fill(TEXT)
    box.press("Control+Enter")
    here.wait(lambda: tokens(here, "words")[:3] == ["low", "lower", "lowest"])
    assert tokens(here, "characters") == list(TEXT)
    assert here.page.locator(".tokens b").count() == 0, "a typed text is never HTML"
    here.wait(lambda: here.address_setting("data.text"))
    here.page.locator(".st-key-tokens-pairs .token").first.hover()
    here.wait(lambda: re.match(r"“low” · id 25[67] · bytes 6C 6F 77", shown_text(here, "pairs")))
    bar = merging.locator("input[type=range]")
    bar.focus()
    bar.press("Home")
    here.wait(lambda: "merge 0 · vocabulary 256" in merging.locator("output").inner_text())
    assert merging.locator(".token").first.inner_text() == "l"
    bar.press("ArrowRight")
    here.wait(lambda: merging.locator(".said").inner_text().startswith("“l” + “o” → “lo” · times merged: "))
    assert merging.locator(".token").first.inner_text() == "lo"
    merging.locator(".play").click()
    here.wait(lambda: merging.locator(".next").is_disabled() and merging.locator(".play").inner_text() == "▶")
    assert merging.locator(".token").first.inner_text() == "low"
    here.page.locator(".st-key-tokens-words .token").nth(1).click()
    picked = here.page.locator(".st-key-tokens-lookup .picked th")
    here.wait(lambda: picked.count() == 1 and picked.inner_text().startswith("lower · "))
    assert here.page.locator(".st-key-tokens-lookup .picked .hot").inner_text() == "1"


def test_large_file_is_split_in_a_worker_and_page_stays_narrow(tab: Any, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_text("小猫看见小狗，the cat sees the dog. " * 100_000, encoding="utf-8")
    here = tab("/tokens", locale="zh-CN", width=390)
    here.wait(lambda: len(tokens(here, "pairs")) > 20)
    here.page.get_by_role("button", name="文本文件").click()
    chooser = here.page.locator(".st-key-tokens-file input[type=file]")
    chooser.set_input_files(file)
    here.wait(lambda: here.page.get_by_text("文本有 2900000 个字符；本页只用前 200000 个").count() == 1)
    here.wait(lambda: tokens(here, "pairs")[:2] == ["小猫看见小狗", "，"])  # what byte pairs make of this text alone
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
