"""Notices that are drawn once: a fragment that is drawn again keeps them, a whole page forgets them."""

from __future__ import annotations

import pytest
import streamlit as st

from ui.fragments import rerun
from ui.widgets import file_download


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def test_notice_stays_while_fragments_are_drawn_and_ends_with_a_whole_page(
    state: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    state["refused"] = "why"
    monkeypatch.setattr(rerun, "is_whole_page", lambda: False)
    assert [rerun.take_notice("refused") for _drawing in range(2)] == ["why", "why"]
    monkeypatch.setattr(rerun, "is_whole_page", lambda: True)
    assert [rerun.take_notice("refused") for _drawing in range(2)] == ["why", None]


def test_file_is_offered_to_each_drawing_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now, mounted = [100.0], []
    monkeypatch.setattr(file_download, "monotonic", lambda: now[0])
    monkeypatch.setattr(file_download, "mount", lambda name, key, data: mounted.append((name, key, data["name"])))
    file_download.draw_download("file")
    assert mounted == []
    file_download.offer_download("file", "run.zip", b"content")
    for _drawing in range(2):
        file_download.draw_download("file")
    assert mounted == [("download", "file", "run.zip")] * 2
    now[0] += file_download.SECONDS
    file_download.draw_download("file")
    assert len(mounted) == 2
