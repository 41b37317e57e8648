"""Which names the server answers to."""

from __future__ import annotations

import socket

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from ui.shell.allowed_hosts import AllowedHosts, hostname


async def _page(_request):
    return PlainTextResponse("page")


async def _stream(socket: WebSocket):
    await socket.accept()
    await socket.send_text("frame")
    await socket.close()


@pytest.fixture
def client(monkeypatch):
    monkeypatch.delenv("NETS_HOSTS", raising=False)
    routes = [Route("/", _page), WebSocketRoute("/stream", _stream)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(AllowedHosts)]))


OWN = ["127.0.0.1", "192.168.1.7:8501", "[::1]:8501", "localhost:8501", "LOCALHOST", "localhost.", "nets.streamlit.app"]
STRANGE = [
    "evil.example",
    "evil.example:8501",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "streamlit.app.evil",
]
MALFORMED = ["a b", "user@127.0.0.1", "127.0.0.1:port", "127.0.0.1/path", "[::1", ""]


@pytest.mark.parametrize("host", [*OWN, socket.gethostname()])
def test_server_answers_its_own_names(client, host):
    assert client.get("/", headers={"host": host}).text == "page"
    with client.websocket_connect("/stream", headers={"host": host}) as stream:
        assert stream.receive_text() == "frame"


@pytest.mark.parametrize("host", [*STRANGE, *MALFORMED])
def test_server_refuses_other_names(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "page" not in answer.text
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/stream", headers={"host": host, "origin": f"http://{host}"}),
    ):
        pass
    assert refused.value.code == 1008


def test_refusal_says_what_to_do_in_both_languages(client):
    english, chinese = client.get("/", headers={"host": "class.example:8501"}).text.strip().splitlines()
    assert "NETS_HOSTS=class.example" in english
    assert "NETS_HOSTS=class.example" in chinese
    assert "服务器" in chinese


def test_listed_names_are_allowed(client, monkeypatch):
    monkeypatch.setenv("NETS_HOSTS", "class.example, *.school.example")
    hosts = ["class.example", "a.school.example", "school.example", "a.class.example"]
    answers = [client.get("/", headers={"host": host}).status_code for host in hosts]
    assert answers == [200, 200, 403, 403]


@pytest.mark.parametrize(
    ("host", "name"), [("Nets.Local:80", "nets.local"), ("[2001:db8::1]:80", "2001:db8::1"), ("x:99999", "")]
)
def test_hostname_drops_port_and_case(host, name):
    assert hostname(host) == name
