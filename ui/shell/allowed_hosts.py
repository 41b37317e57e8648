"""Refuse requests that reach the server under a name which is not its own.

A page of a stranger can point its own domain name at this computer (DNS rebinding). The browser then takes the app for
a part of that page: the request's Host and Origin agree, so a check of the Origin lets it through. Such a request is
known by its Host alone: it is the stranger's name. An IP address cannot be pointed elsewhere, so addresses are fine.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.text.i18n import LANGUAGES, N_, catalogue

VARIABLE = "NETS_HOSTS"
COMMUNITY_CLOUD = "*.streamlit.app"  # names that only Streamlit gives away
REFUSAL = N_(
    "This server does not know the name {host}. Open the address that it printed at its start, or start it with "
    "{variable}={host} to allow this name."
)
POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1


class AllowedHosts:
    """ASGI middleware that answers requests for unknown hosts with 403 and a sentence, and closes their WebSockets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its Host is one of this server's."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        host = hostname(Headers(scope=scope).get("host", ""))
        if is_allowed(host, allowed_names()):
            return await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "unknown host"})
        return await PlainTextResponse(refusal(host), status_code=403)(scope, receive, send)


def hostname(host: str) -> str:
    """Return the name or address of a Host header in lower case, without its port; "" if it is malformed."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises ValueError for a port that is none
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host:
        return ""
    return (parts.hostname or "").rstrip(".")


def is_allowed(host: str, names: Iterable[str]) -> bool:
    """Whether a host is an IP address, or one of the names; a name that begins with "*." stands for its subdomains."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return any(host.endswith(name[1:]) if name.startswith("*.") else host == name for name in names)
    return True


def allowed_names() -> frozenset[str]:
    """Return the names of this server: its own, those of Streamlit's settings, and those that NETS_HOSTS lists."""
    listed = os.environ.get(VARIABLE, "").split(",")
    settings = [st.get_option("browser.serverAddress"), *st.get_option("server.allowedHosts")]
    given = {str(name).strip().lower().rstrip(".") for name in (*listed, *settings) if name}
    return frozenset(given - {""}) | machine_names()


@cache
def machine_names() -> frozenset[str]:
    """Return the names under which this machine is reached without any settings."""
    own = socket.gethostname().lower()
    plain = own.removesuffix(".local")
    return frozenset({"localhost", own, f"{plain}.local", socket.getfqdn().lower(), COMMUNITY_CLOUD} - {""})


def refusal(host: str) -> str:
    """Return why the host is refused, in every language, one line each."""
    sentences = [catalogue(language).get(REFUSAL, REFUSAL) for language in LANGUAGES]
    return "\n".join(sentence.format(host=host or "?", variable=VARIABLE) for sentence in sentences) + "\n"
