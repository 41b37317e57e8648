"""Keep the users' own data in memory, each under a short name that stands in links.

A value is given only to sessions that brought it. Memory is bounded: the least recently used values are dropped first.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from nets.experiment.private_names import name_of

MAX_VALUES = 300
MAX_BYTES = 100_000_000  # of all values; the same file of a whole class counts once


@dataclass
class _Entry:
    value: str
    sessions: set[str] = field(default_factory=set)


class PrivateValues:
    """Values of all sessions by their names."""

    def __init__(self, most_values: int = MAX_VALUES, most_bytes: int = MAX_BYTES) -> None:
        self._most_values, self._most_bytes = most_values, most_bytes
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._names: dict[str, str] = {}  # by value: a text that is kept already is not hashed again
        self._files: dict[str, set[str]] = {}  # by session: names of what it read from files
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, session: str, value: str) -> str:
        """Keep a value for a session and return its name."""
        with self._lock:
            name = self._names.get(value) or name_of(value)
            entry = self._entries.get(name)
            if entry is None or entry.value != value:
                self._drop(name)
                entry = self._entries[name] = _Entry(value)
                self._names[value] = name
                self._bytes += sys.getsizeof(value)
            entry.sessions.add(session)
            self._entries.move_to_end(name)
            self._make_room()
            return name

    def get(self, session: str, name: str) -> str | None:
        """Return the value of a name; None if this session has not brought it, or it was dropped."""
        with self._lock:
            entry = self._entries.get(name)
            if entry is None or session not in entry.sessions:
                return None
            self._entries.move_to_end(name)
            return entry.value

    def mark_file(self, session: str, value: str) -> None:
        """Remember that a value comes from a file of this session."""
        with self._lock:
            self._files.setdefault(session, set()).add(name_of(value))

    def is_file(self, session: str, value: str) -> bool:
        """Whether a value comes from a file of this session."""
        return bool(self._files.get(session)) and name_of(value) in self._files[session]

    def forget(self, session: str) -> None:
        """Drop what only this session has brought. Called when it ends."""
        with self._lock:
            self._files.pop(session, None)
            for name, entry in list(self._entries.items()):
                entry.sessions.discard(session)
                if not entry.sessions:
                    self._drop(name)

    def _make_room(self) -> None:
        """Drop the least recently used values, but never the newest."""
        while len(self._entries) > 1 and (len(self._entries) > self._most_values or self._bytes > self._most_bytes):
            self._drop(next(iter(self._entries)))

    def _drop(self, name: str) -> None:
        entry = self._entries.pop(name, None)
        if entry is not None:
            self._bytes -= sys.getsizeof(entry.value)
            self._names.pop(entry.value, None)


private_values = PrivateValues()  # of this server process
