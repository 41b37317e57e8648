"""What the terminal says at the start."""

from __future__ import annotations

import io
import sys

import pytest
import streamlit as st

from ui.shell import start_message
from ui.shell.start_message import Reach, message, print_start_message, reach


@pytest.fixture
def settings(monkeypatch):
    """Streamlit's settings, `server.address` not set unless a test sets it."""
    options = {"server.address": None, "server.port": 8501}
    get_option = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name, get_option(name)))
    monkeypatch.setattr(start_message.net_util, "get_internal_ip", lambda: "192.168.1.7")
    return options


@pytest.mark.parametrize("address", [None, "0.0.0.0", "192.168.1.7"])
def test_open_server_names_its_network_address(settings, address):
    settings["server.address"] = address
    assert reach() == Reach("http://192.168.1.7:8501", is_open=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
def test_closed_server_names_this_computer(settings, address):
    settings["server.address"] = address
    assert reach() == Reach(f"http://{address}:8501", is_open=False)


def test_message_of_open_server_has_both_languages_and_a_qr_code():
    lines = message(Reach("http://192.168.1.7:8501", is_open=True)).splitlines()
    assert "Everyone in your network" in lines[0]
    assert "所有人" in lines[1]
    assert all("http://192.168.1.7:8501" in line and "--server.address 127.0.0.1" in line for line in lines[:2])
    assert len(lines) > 12
    assert all(set(line) <= set(" █▀▄") for line in lines[2:])


def test_message_of_closed_server_has_no_qr_code():
    lines = message(Reach("http://127.0.0.1:8501", is_open=False)).splitlines()
    assert len(lines) == 2
    assert "Only this computer" in lines[0]
    assert "只有本机" in lines[1]


def test_message_prints_on_terminal_without_chinese(settings, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    print_start_message()
    assert b"Everyone in your network" in raw.getvalue()
