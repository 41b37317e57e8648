"""A user leaves a page whose live view still requests frames, over a slow line."""

from __future__ import annotations

from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.support.browser_user import LONG, Tab


class Line:
    """The line between a tab and the server: `hold` delays messages of the server, `asked` lists what the tab sends."""

    def __init__(self, tab: Tab) -> None:
        self.asked: list[BackMsg] = []
        self.held: list[tuple[Any, Any]] | None = None
        tab.page.route_web_socket("**/*", self._route)

    def _route(self, socket: Any) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: self._on_message(socket, message))
        socket.on_message(lambda message: self._on_request(server, message))

    def _on_message(self, socket: Any, message: Any) -> None:
        if self.held is None:
            socket.send(message)
        else:
            self.held.append((socket, message))

    def _on_request(self, server: Any, message: Any) -> None:
        self.asked.append(BackMsg.FromString(message))
        server.send(message)

    def hold(self) -> None:
        self.asked, self.held = [], []

    def release(self) -> None:
        messages, self.held = self.held or [], None
        for socket, message in messages:
            socket.send(message)


def test_no_requests_to_a_page_that_was_left(tab):
    here = tab("/")
    line = Line(here)
    here.open(f"/perceptron?{LONG}").ready().train()
    for group, page in (("", "Home"), ("Words", "Tokens"), ("", "Home")):
        line.hold()
        if group:
            here.open_page(group, page)
        else:
            here.page.get_by_role("link", name=page).evaluate("link => link.click()")
        here.page.wait_for_timeout(1000)
        fragments = [message.rerun_script.fragment_id for message in line.asked if message.HasField("rerun_script")]
        assert fragments[-1] == "", "the last that is asked for is the new page"
        line.release()
        here.wait(lambda page=page: here.page.locator("h1").all_inner_texts() in (["Nets Playground"], [page]))
        here.open_page("Basics", "Perceptron")
        here.wait(lambda: here.page.locator("h1").all_inner_texts() == ["Perceptron"])
        before = here.ready().step()
        here.wait(lambda before=before: here.step() > before)
