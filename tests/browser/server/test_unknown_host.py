"""The running app answers to its own names only."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.slow


def test_app_refuses_page_and_stream_under_an_unknown_name(app):
    port = app.url.rpartition(":")[2]
    host = f"evil.example:{port}"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(app.url, headers={"Host": host}), timeout=20)
    assert refused.value.code == 403
    wire = socket.create_connection(("127.0.0.1", int(port)))
    with pytest.raises(InvalidStatus) as closed:
        connect(f"ws://{host}/_stcore/stream", sock=wire, origin=f"http://{host}")
    assert closed.value.response.status_code == 403
