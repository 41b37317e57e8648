"""The language that a user chose goes with them from page to page, in the link as well, so that a reload keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_emptied_link_gets_the_language_back(visit: Callable[..., Any]) -> None:
    page = visit("zh", {})
    page.at.query_params.clear()
    page.at.run()
    assert page.at.query_params["lang"] in ("zh", ["zh"])
    assert [title.value for title in page.at.title] == ["感知机"]


def test_the_browser_s_own_language_is_not_put_into_the_link(visit: Callable[..., Any]) -> None:
    page = visit("en", {})
    page.at.query_params.clear()
    page.at.run()
    assert "lang" not in page.at.query_params
