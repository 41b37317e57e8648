"""A viewer: what a browser with one open page says to a Streamlit server and hears from it, without drawing anything.

It speaks the server's own protocol over a real websocket: BackMsg there, ForwardMsg back. Like the browser it keeps the
value of every widget and sends all of them with each request, remembers large messages by their hash, and runs the
two elements of ours that speak by themselves: the ticker, which asks for the next live frame, and the user's beat.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import DoubleArray, StringArray
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

WATCHDOG_SECONDS = 5.0  # as in ticker.js
KEPT_RUNS = 2  # for how long a browser says that it has a large message
SLACK_RUNS = 8  # for how much longer it has it, because requests are under way that have said so
TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{}__events"


@dataclass
class Frame:
    """What one script run sent: bytes on the wire, and elements by their widget's key or else by kind and place."""

    size: int = 0
    arrived: float = 0.0
    sizes: dict[str, int] = field(default_factory=dict)  # bytes by element
    elements: dict[str, Element] = field(default_factory=dict)
    complete: bool = False  # the run came to its end

    @property
    def live(self) -> bool:
        """Whether this is a whole frame of the live view."""
        return self.complete and "ticker" in self.elements

    @property
    def step(self) -> int:
        """The step the status tells; -1 when there is none."""
        for element in self.elements.values():
            if element.WhichOneof("type") == "markdown":
                match = re.match(r"\*\*\w+ ([\d,]+)\*\*", element.markdown.body)
                if match:
                    return int(match[1].replace(",", ""))
        return -1


@dataclass
class OpenPage:
    """The page that a viewer is on, as the browser knows it.

    Attributes:
        name: As in the path of the address.
        query: Of the address.
        script: The hash of the page's script, "" before the first answer.
        values: Of the widgets, by widget id.
        fragments: The fragment of each widget id.
        ids: The widget ids by key.
    """

    name: str = ""
    query: str = ""
    script: str = ""
    values: dict[str, WidgetState] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


class Viewer:
    """One open page. `async with Viewer(port, "perceptron")`, then `await viewer.frame()` again and again."""

    def __init__(self, port: int, page: str = "", query: str = "") -> None:
        self._url, self._page = f"ws://127.0.0.1:{port}/_stcore/stream", OpenPage(page, query)
        self._known: dict[str, tuple[ForwardMsg, int]] = {}  # large messages by hash, and the run they came in
        self._runs = 0
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._ticked, self._beat = 0.0, 0

    async def __aenter__(self) -> Self:
        protocols = [Subprotocol("streamlit")]
        self._socket: ClientConnection = await connect(
            self._url, subprotocols=protocols, max_size=None, compression=None, open_timeout=60
        )
        self._ask("", [])
        return self

    async def __aexit__(self, *_: object) -> None:
        for timer in self._timers.values():
            timer.cancel()
        await self._socket.close()

    # -- what a user does ------------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """Press the button whose key ends so."""
        widget = self._widget(key)
        self._ask(self._page.fragments[widget], [WidgetState(id=widget, trigger_value=True)])

    def choose(self, key: str, **value: Any) -> None:
        """Give the widget whose key ends so another value, such as `string_array_value=["0.1"]`."""
        widget = self._widget(key)
        state = WidgetState(id=widget)
        for kind, content in value.items():
            if isinstance(content, list):
                getattr(state, kind).data.extend(content)
            else:
                setattr(state, kind, content)
        self._page.values[widget] = state
        self._ask(self._page.fragments[widget], [])

    def open(self, page: str) -> None:
        """Go to another page in the same tab, as by a link without settings."""
        self._stop("tick")
        self._page = OpenPage(page)
        self._ask("", [])

    def _widget(self, key: str) -> str:
        return next(widget for name, widget in self._page.ids.items() if name.endswith(key))

    async def frame(self) -> Frame:
        """All that the next script run sends."""
        frame = Frame()
        while True:
            data = await self._socket.recv()
            assert isinstance(data, bytes)
            message = ForwardMsg.FromString(data)
            frame.size += len(data)
            self._take(message, frame, len(data))
            if message.WhichOneof("type") == "script_finished":
                frame.arrived = monotonic()
                frame.complete = message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
                self._runs += 1
                self._known = self._since(KEPT_RUNS + SLACK_RUNS)
                return frame

    async def until(self, is_wanted: Callable[[Frame], bool], seconds: float = 60.0) -> Frame:
        """Return the first frame for which `is_wanted` holds."""
        async with asyncio.timeout(seconds):
            while not is_wanted(frame := await self.frame()):
                pass
            return frame

    # -- the protocol ------------------------------------------------------------------------------------------------

    def _ask(self, fragment: str, triggers: list[WidgetState]) -> None:
        message = BackMsg()
        request = message.rerun_script
        request.query_string, request.page_script_hash, request.fragment_id = (
            self._page.query,
            self._page.script,
            fragment,
        )
        if not self._page.script:
            request.page_name = self._page.name
        request.widget_states.widgets.extend([*self._page.values.values(), *triggers])
        request.cached_message_hashes.extend(self._since(KEPT_RUNS))
        request.context_info.locale, request.context_info.timezone = "en", "UTC"
        task = asyncio.get_running_loop().create_task(self._socket.send(message.SerializeToString()))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def _since(self, runs: int) -> dict[str, tuple[ForwardMsg, int]]:
        """The large messages of the last `runs` script runs."""
        return {name: kept for name, kept in self._known.items() if self._runs - kept[1] <= runs}

    def _take(self, message: ForwardMsg, frame: Frame, size: int) -> None:
        if message.HasField("ref_hash"):
            path = message.metadata.delta_path
            message, _run = self._known[message.ref_hash]
            message.metadata.delta_path[:] = path
        if message.metadata.cacheable:
            self._known[message.hash] = (message, self._runs)
        match message.WhichOneof("type"):
            case "new_session":
                self._page.script = message.new_session.page_script_hash
            case "page_info_changed":
                self._page.query = message.page_info_changed.query_string
            case "delta":
                self._draw(message, frame, size)

    def _draw(self, message: ForwardMsg, frame: Frame, size: int) -> None:
        kind = message.delta.WhichOneof("type")
        element = message.delta.new_element
        name = f"{kind}/{list(message.metadata.delta_path)}"
        if kind == "new_element" and (drawn := element.WhichOneof("type")):
            body = getattr(element, drawn)
            widget = getattr(body, "id", "")
            name = f"{drawn}/{list(message.metadata.delta_path)}"
            if widget:
                name = widget.split("-", 2)[2] if widget.count("-") > 1 else drawn
                self._page.ids[name], self._page.fragments[widget] = widget, message.delta.fragment_id
                self._remember(widget, drawn, body)
            frame.elements[name] = element
            if name in ("ticker", "visitor_beat"):
                self._run(name, widget, json.loads(body.json).get("all", {}))
        frame.sizes[name] = frame.sizes.get(name, 0) + size

    def _remember(self, widget: str, kind: str, body: Any) -> None:
        """The value a browser gives a widget when it draws it, or when the server sets it."""
        if widget in self._page.values and not getattr(body, "set_value", False):
            return
        state = value_of(kind, body)
        if state is not None:
            state.id = widget
            self._page.values[widget] = state

    def _run(self, name: str, widget: str, data: dict[str, Any]) -> None:
        """What our own elements do by themselves, as ticker.js and visitor.js do it."""
        if name == "ticker":
            self._stop("tick")
            if data["active"]:
                self._later("tick", data["milliseconds"] / 1000, lambda: self._tick(widget, data["frame"]))
        elif name == "visitor_beat":
            self._beat = data["beat"]
            if "beat" not in self._timers:
                self._pulse(widget, data["milliseconds"] / 1000)

    def _tick(self, widget: str, frame: int) -> None:
        """Ask for the next live frame; again when no answer comes."""
        self._ticked = monotonic()
        self._later("tick", WATCHDOG_SECONDS, lambda: self._tick(widget, frame))
        self._tell(widget, "tick", frame)

    def _pulse(self, widget: str, seconds: float) -> None:
        """Say every so often that the page is open, unless a live view has said so by its ticks."""

        def beat() -> None:
            self._pulse(widget, seconds)
            if monotonic() - self._ticked > seconds:
                self._tell(widget, "beat", self._beat)

        self._later("beat", seconds, beat)

    def _tell(self, widget: str, event: str, value: Any) -> None:
        events = json.dumps([{"event": event, "value": value}])
        self._ask(self._page.fragments[widget], [WidgetState(id=TRIGGER.format(widget), json_trigger_value=events)])

    def _stop(self, timer: str) -> None:
        if timer in self._timers:
            self._timers.pop(timer).cancel()

    def _later(self, timer: str, seconds: float, do: Callable[[], None]) -> None:
        self._timers[timer] = asyncio.get_running_loop().call_later(seconds, do)


def value_of(kind: str, body: Any) -> WidgetState | None:
    """The value of a widget as it is drawn; None for one that has none."""
    is_set = getattr(body, "set_value", False)
    match kind:
        case "slider" if body.options:
            chosen = list(body.raw_value) if is_set else [body.options[int(index)] for index in body.default]
            return WidgetState(string_array_value=StringArray(data=chosen))
        case "slider":
            numbers = list(body.value if is_set else body.default)
            return WidgetState(double_array_value=DoubleArray(data=numbers))
        case "number_input":
            return WidgetState(double_value=body.value if is_set else body.default)
        case "checkbox":
            return WidgetState(bool_value=body.value if is_set else body.default)
        case "selectbox":
            return WidgetState(string_value=body.raw_value if is_set else body.options[body.default])
        case "button_group":
            chosen = list(body.raw_values) if is_set else [body.options[index].content for index in body.default]
            return WidgetState(string_array_value=StringArray(data=chosen))
        case "text_input" | "text_area":
            return WidgetState(string_value=body.value if is_set else body.default)
    return None
