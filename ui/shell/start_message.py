"""The lines that the terminal shows at the start: who can reach the app, and how to change that."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import segno
import streamlit as st
from streamlit import net_util
from streamlit.web.server import server_util

from ui.text.i18n import LANGUAGES, N_, catalogue

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERY_ADDRESS = (None, "", "0.0.0.0", "::")
OPEN = N_(
    "Everyone in your network can open this app at {address}. "
    "To keep it to this computer: streamlit run app.py --server.address 127.0.0.1"
)
CLOSED = N_(
    "Only this computer can open this app, at {address}. "
    "To let your network open it: streamlit run app.py --server.address 0.0.0.0"
)


@dataclass(frozen=True)
class Reach:
    """Who can open the app.

    Attributes:
        address: The URL to open.
        is_open: Whether other computers can reach it.
    """

    address: str
    is_open: bool


def reach() -> Reach:
    """Return who can open the app, from Streamlit's settings and this machine's address in its network."""
    wish = st.get_option("server.address")
    if wish in LOOPBACK:
        return Reach(server_util.get_url(wish), is_open=False)
    host = (net_util.get_internal_ip() or "127.0.0.1") if wish in EVERY_ADDRESS else wish
    return Reach(server_util.get_url(host), is_open=True)


def message(who: Reach) -> str:
    """Return one line for each language and, if others can reach the app, a QR code of its address."""
    text = OPEN if who.is_open else CLOSED
    lines = [catalogue(language).get(text, text).format(address=who.address) for language in LANGUAGES]
    if who.is_open:
        code = io.StringIO()
        segno.make(who.address, error="l").terminal(out=code, compact=True)
        lines.append(code.getvalue().rstrip("\n"))
    return "\n".join(f"  {line}" for line in "\n".join(lines).splitlines())


def print_start_message() -> None:
    """Print the start message; characters that the terminal does not have become question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    print(message(reach()).encode(encoding, errors="replace").decode(encoding) + "\n", flush=True)
