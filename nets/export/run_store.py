"""The store of runs on disk, one file for each; a file is either complete or absent, whatever happens."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Container, Mapping
from contextlib import suppress
from pathlib import Path

from nets.datasets import zip_reader
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem, reason
from nets.export import run_folder as folder
from nets.export.run_folder import Kept

MAX_RUNS = 60
MAX_BYTES = 500_000_000  # of all files together
MAX_FILE = 200_000_000  # of one file
SUFFIX, UNFINISHED = ".zip", ".part"
NOT_STORED = N_("A run could not be stored on disk: {error}")
ID = re.compile(r"[0-9a-f]{1,64}")


class Store:
    """The runs of one user in a folder: `<id>.zip`, as downloaded, but without script and data.

    A file is written under another name, flushed to the disk and then renamed, which is atomic. Beyond MAX_RUNS or
    MAX_BYTES the oldest runs that are not pinned are deleted. `problems` are the files that could not be read or
    written; they are never raised.
    """

    def __init__(self, path: Path, families: Mapping[str, type[Experiment]]) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._families = families
        self._lock = threading.Lock()
        self._pinned: set[str] = set()

    def save(self, run: Run, name: str = "", pinned: bool = False) -> bool:
        """Store a run as of its last checkpoint, and replace its earlier file; return whether that succeeded."""
        try:
            data = zip_reader.write(folder.files(run, name, pinned))
            with self._lock:
                (self._pinned.add if pinned else self._pinned.discard)(run.id)
                self._write(run.id, data)
                self._make_room(run.id)
        except (Problem, OSError) as error:
            self._complain(Problem(NOT_STORED, error=reason(error)))
            return False
        self.problems = [problem for problem in self.problems if problem.text != NOT_STORED]
        return True

    def load_all(self, but: Container[str] = ()) -> list[Kept]:
        """Return all readable runs, oldest first, except the ids in `but`, whose files are not opened.

        Unfinished and foreign files are skipped and reported in `problems`.
        """
        runs: list[Kept] = []
        with self._lock:
            for path in self.path.glob(f"*{UNFINISHED}"):
                with suppress(OSError):
                    path.unlink()  # of a process that was killed in mid-write
            for path in sorted(self.path.glob(f"*{SUFFIX}")):
                if path.stem not in but and (kept := self._read(path)) is not None:
                    runs.append(kept)
        return sorted(runs, key=lambda kept: kept.about.kept)

    def delete(self, id: str) -> None:
        """Delete a run."""
        with self._lock, suppress(OSError):
            self._file(id).unlink(missing_ok=True)

    def _file(self, id: str) -> Path:
        if not ID.fullmatch(id):
            raise OSError("no such run")
        return self.path / f"{id}{SUFFIX}"

    def _write(self, id: str, data: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._file(id)
        part = target.with_suffix(f".{os.getpid()}{UNFINISHED}")
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        _flush(self.path)

    def _read(self, path: Path) -> Kept | None:
        try:
            if path.is_symlink() or path.stat().st_size > MAX_FILE:
                raise Problem(N_("{name} is too large when unpacked."), name=path.name)
            kept = folder.read(path.read_bytes(), self._families)
            if kept.about.id != path.stem:
                raise Problem(N_("{name} does not belong to a run."), name=path.name)
        except (Problem, OSError) as error:
            text = N_("A stored run was passed over: {name}. {error}")
            self._complain(Problem(text, name=path.name, error=reason(error)))
            return None
        if kept.about.pinned:
            self._pinned.add(kept.about.id)
        return kept

    def _make_room(self, newest: str) -> None:
        """Delete the oldest runs, the pinned ones last, until the rest is within the limits."""
        files = [(path, path.stat()) for path in self.path.glob(f"*{SUFFIX}") if path.stem != newest]
        files.sort(key=lambda file: (file[0].stem in self._pinned, file[1].st_mtime))
        count, size = len(files) + 1, sum(stat.st_size for _path, stat in files) + self._file(newest).stat().st_size
        for path, stat in files:
            if count <= MAX_RUNS and size <= MAX_BYTES:
                break
            path.unlink(missing_ok=True)
            count, size = count - 1, size - stat.st_size

    def _complain(self, problem: Problem) -> None:
        logging.getLogger(__name__).warning("%s", problem)
        if str(problem) not in map(str, self.problems):
            self.problems = [*self.problems[-19:], problem]


def _flush(path: Path) -> None:
    """Flush the renaming to the disk, if the system supports it."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
