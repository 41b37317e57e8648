"""The folder of a stored run: it can be read, repeated elsewhere, and resumed; torch-free."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors.numpy import load, save

from nets.datasets import zip_reader
from nets.engine.checkpoint_header import header
from nets.engine.progress import Progress
from nets.engine.run_state import RunState
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training import history_csv as metrics
from nets.training import manual_edits_json
from nets.training.history import History
from nets.training.manual_edits import Edit
from nets.training.messages import SettingChange
from nets.training.parameter_names import current_name

if TYPE_CHECKING:
    from nets.engine.engine import Engine
    from nets.engine.run import Run

LIMITS = {  # bytes, unpacked
    "experiment.json": 32_000_000,
    "metrics.csv": 40_000_000,
    "weights.safetensors": 40_000_000,
    "training.safetensors": 80_000_000,
    "run.json": 1_000_000,
    "turns.json": 2_000_000,
    "edits.json": 4_000_000,
}
OPTIONAL = frozenset({"turns.json", "edits.json"})
NEVER_READ = frozenset({"train.py", "data.npz"})  # for a user's own use
MAX_VALUES = 100_000  # numbers, lists and settings in experiment.json; drawn points are the most of them
MAX_TENSORS = 1000
TENSOR = re.compile(r"[A-Za-z0-9_./]{1,120}")


class About(BaseModel):
    """The content of run.json: progress and name of the run. `kept` is the time in seconds (UTC)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field("", max_length=64, pattern=r"^[0-9a-f]*$")
    index: int = Field(ge=0, le=10**9)
    diverged: bool = False
    seconds: float = Field(0.0, ge=0, allow_inf_nan=False)
    name: str = Field("", max_length=200)
    pinned: bool = False
    kept: float = Field(0.0, ge=0, allow_inf_nan=False)
    values_a_row: dict[str, int] = {}


class TurnsEntry(BaseModel):
    """One change of settings in turns.json."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    step: int = Field(ge=0)
    settings: dict[str, Any] = Field(alias="knobs", min_length=1, max_length=40)  # the name in stored files


class Turns(BaseModel):
    """The content of turns.json: the changes of settings during the run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turns: tuple[TurnsEntry, ...] = Field(max_length=5000)


class Named(BaseModel):
    """The part that every experiment.json has."""

    family: str


@dataclass(frozen=True)
class Kept:
    """A stored run: its first experiment, all changes since, its history and a checkpoint."""

    begun: Experiment
    setting_changes: tuple[SettingChange, ...]
    edits: list[Edit]
    about: About
    history: History
    checkpoint: bytes

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment with its latest settings."""
        return with_changes(self.begun, self.setting_changes)

    @property
    def state(self) -> str:
        """The state of the restored run: "paused", "done" or "diverged"."""
        if self.about.diverged:
            return "diverged"
        return "done" if self.about.index >= self.experiment.fit.steps else "paused"


def with_changes(begun: Experiment, setting_changes: tuple[SettingChange, ...]) -> Experiment:
    """Return an experiment after all changes of settings. Raises Problem."""
    return reduce(lambda experiment, change: experiment.replace_live(change[1]), setting_changes, begun)


# -- writing -----------------------------------------------------------------------------------------------------------


def files(run: Run, name: str = "", pinned: bool = False) -> dict[str, str | bytes]:
    """Return the files of a run as of its last checkpoint. Raises Problem if it has none yet."""
    with run.lock:
        if run.checkpoint is None:
            raise Problem(N_("This run has no weights to keep yet. Let it make a step."))
        checkpoint, begun = run.checkpoint, run.begun
        described, tensors = header(checkpoint), load(checkpoint)
        index = int(described["index"])
        names = run.history.names()
        about = About(
            id=run.id,
            index=index,
            diverged=described["diverged"] == "True",
            seconds=run.seconds,
            name=name[:200],
            pinned=pinned,
            kept=time.time(),
            values_a_row={name: n for name in names if (n := run.history.values_a_row(name)) > 1},
        )
        figures = metrics.write(run.history, index)
    weights = {name.removeprefix("net/"): array for name, array in tensors.items() if name.startswith("net/")}
    rest = {name: array for name, array in tensors.items() if not name.startswith("net/")}
    kept: dict[str, str | bytes] = {
        "experiment.json": begun.model_dump_json(indent=2),
        "run.json": about.model_dump_json(indent=2),
        "metrics.csv": figures,
        "weights.safetensors": save(weights),
        "training.safetensors": save(rest),
    }
    if setting_changes := json.loads(described["turned"]):
        entries = tuple(TurnsEntry(step=step, settings=settings) for step, settings in setting_changes)
        kept["turns.json"] = Turns(turns=entries).model_dump_json(indent=2, by_alias=True)
    if edits := manual_edits_json.read(described["edits"], index):
        kept["edits.json"] = manual_edits_json.write(edits, indent=2)
    return kept


def pack(run: Run, engine: Engine) -> bytes:
    """Return the zip of a run, with a script that repeats it. Blocks. Raises Problem or WorkerLost."""
    from io import BytesIO

    from nets.engine import run_snapshot
    from nets.export import script_writer as script

    run_snapshot.save(run)
    kept = files(run)
    about = About.model_validate_json(kept["run.json"])
    text = script.script(run.begun, _setting_changes(kept), about.index, _edits(kept, about.index))
    if text is not None:
        data = BytesIO()
        np.savez_compressed(data, **run_snapshot.arrays(run, engine))  # type: ignore[arg-type]
        kept |= {"train.py": text, "data.npz": data.getvalue()}
    return zip_reader.write(kept, folder=title(run.experiment.family, about.index))


def title(family: str, index: int) -> str:
    """Return the name of a run's folder: family and step."""
    return f"{family}-step-{index}"


# -- reading -----------------------------------------------------------------------------------------------------------


def read(data: bytes, families: Mapping[str, type[Experiment]]) -> Kept:
    """Return the stored run of a zip from an untrusted source. Raises Problem."""
    contents = zip_reader.read(data, LIMITS, NEVER_READ)
    for name in LIMITS:
        if name not in contents and name not in OPTIONAL:
            raise Problem(N_("The zip is not the folder of a run: {name} is missing."), name=name)
    begun = _experiment(_text(contents, "experiment.json"), families)
    about = _model(About, _text(contents, "run.json"), "run.json")
    setting_changes, edits = _setting_changes(contents), _edits(contents, about.index)
    now = _now(begun, setting_changes, about.index)
    values = {current_name(name): n for name, n in about.values_a_row.items() if 1 <= n <= 2**30 and len(name) <= 120}
    history = metrics.read(_text(contents, "metrics.csv"), about.index, values)
    return Kept(
        begun, setting_changes, edits, about, history, _checkpoint(contents, about, begun, setting_changes, edits, now)
    )


def read_parsed(data: bytes, families: Mapping[str, type[Experiment]]) -> tuple[Kept, object]:
    """Return the stored run and what its experiment has `parsed`; for a worker. Raises Problem."""
    kept = read(data, families)
    return kept, kept.experiment.parsed()  # the property caches the experiment, to which thousands of changes may lead


def restore(kept: Kept, engine: Engine) -> Run:
    """Return a stored run without a trainer; `resume` opens one, in which it goes on bit for bit."""
    run = engine.start(kept.experiment, kept.checkpoint, asleep=True)
    progress = Progress(kept.about.index, kept.about.seconds, checkpoint=kept.checkpoint)
    progress.edits, progress.setting_changes = kept.edits, kept.setting_changes
    state = RunState.STOPPED if kept.state == "paused" else RunState(kept.state)
    run.restore(kept.begun, kept.history, progress, state)
    return run


def _text(contents: Mapping[str, str | bytes], name: str) -> str:
    content = contents[name]
    try:
        return content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(N_("{name} cannot be read."), name=name) from None


def _model(model: Any, text: str, name: str) -> Any:
    try:
        return model.model_validate_json(text)
    except (ValidationError, RecursionError):
        raise Problem(N_("{name} cannot be read."), name=name) from None


def _experiment(text: str, families: Mapping[str, type[Experiment]]) -> Experiment:
    if zip_reader.has_more_values(text, MAX_VALUES):  # each would take a hundred bytes of memory
        raise Problem(N_("{name} cannot be read."), name="experiment.json")
    family = _model(Named, text, "experiment.json").family
    if family not in families:
        raise Problem(N_("This is a run of a family of nets that is not known here: {family}."), family=family[:40])
    return families[family].from_json(text)


def _setting_changes(contents: Mapping[str, str | bytes]) -> tuple[SettingChange, ...]:
    """Return the changes of settings during the run."""
    if "turns.json" not in contents:
        return ()
    entries = _model(Turns, _text(contents, "turns.json"), "turns.json").turns
    return tuple((entry.step, entry.settings) for entry in entries)


def _edits(contents: Mapping[str, str | bytes], index: int) -> list[Edit]:
    """Return the manual edits of the first `index` updates."""
    if "edits.json" not in contents:
        return []
    try:
        return manual_edits_json.read(_text(contents, "edits.json"), index)
    except Problem:
        raise
    except ValueError:
        raise Problem(N_("{name} cannot be read."), name="edits.json") from None


def _now(begun: Experiment, setting_changes: tuple[SettingChange, ...], index: int) -> Experiment:
    """Return the experiment after all changes. Raises Problem if their steps are not in order."""
    steps = [step for step, _settings in setting_changes]
    if steps != sorted(steps) or any(step > index for step in steps):
        raise Problem(N_("{name} cannot be read."), name="turns.json")
    return with_changes(begun, setting_changes)


def _checkpoint(
    contents: Mapping[str, bytes],
    about: About,
    begun: Experiment,
    setting_changes: tuple[SettingChange, ...],
    edits: list[Edit],
    now: Experiment,
) -> bytes:
    """Return a checkpoint of the two safetensors files and of what was validated before."""
    weights = {f"net/{name}": array for name, array in _tensors(contents, "weights.safetensors").items()}
    if any(array.dtype != np.float32 for array in weights.values()) or not weights:
        raise Problem(N_("{name} does not hold the weights of a net."), name="weights.safetensors")
    if not about.diverged and not all(np.isfinite(array).all() for array in weights.values()):
        raise Problem(N_("Some weights in {name} are not finite numbers."), name="weights.safetensors")
    rest = _tensors(contents, "training.safetensors")
    if any(name.startswith("net/") for name in rest) or not {"generator", "order"} <= rest.keys():
        raise Problem(N_("{name} does not hold the state of a training."), name="training.safetensors")
    described = {
        "index": str(about.index),
        "diverged": str(about.diverged),
        "optimizer": now.fit.optimizer,
        "begun": json.dumps(
            {key: begun.value(key) for key, setting in begun.settings_by_key().items() if setting.live}
        ),
        "turned": json.dumps(setting_changes),
        "edits": manual_edits_json.write(edits),
    }
    return save(weights | rest, described)


def _tensors(contents: Mapping[str, bytes], name: str) -> dict[str, np.ndarray]:
    try:
        tensors = load(contents[name])
    except Exception:  # whatever the reader of safetensors makes of other bytes
        raise Problem(N_("{name} is not in the safetensors format."), name=name) from None
    if len(tensors) > MAX_TENSORS or not all(map(TENSOR.fullmatch, tensors)):
        raise Problem(N_("{name} is not in the safetensors format."), name=name)
    return {current_name(tensor): array for tensor, array in tensors.items()}
