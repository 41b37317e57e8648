"""An experiment: everything that determines a training, frozen and validated; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from nets.experiment.layer_cost import Layer
from nets.experiment.settings import Setting, Settings, settings_of, text_of
from nets.experiment.stop_conditions import with_target
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Key, Problem, shorten

SECTIONS = ("data", "net", "fit")


class Experiment(BaseModel):
    """Data, net and fit settings of one family. A family subclasses this with its own `data` and `net`.

    Links, exports, the command line and the engine pass experiments on. Equal experiments train to equal numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str
    data: Settings
    net: Settings
    fit: TrainingConfig

    def provide(self, run: Callable[..., Mapping[str, Any]]) -> None:
        """Send workers what this experiment only names. `run` is like Dask's `Client.run`."""

    def parsed(self) -> object:
        """Return uploaded data in parsed form, such as a table, for `remember`; None if there are none."""
        return None

    def remember(self, parsed: object) -> None:
        """Take over what `parsed` returned in a worker, so that this process does not parse the data again."""

    @property
    def metric(self) -> str:
        """The figure that matters besides the loss, such as "accuracy" for test_accuracy; "" if there is none."""
        return ""

    @property
    def rows(self) -> bool:
        """Whether gradients name the few rows of a table that an update touches.

        See `nets.training.sparse_optimizer`.
        """
        return False

    @property
    def floor(self) -> bool:
        """Whether the task has irreducible loss, so that a plateau is not reported as a fault."""
        return False

    @property
    def too_simple(self) -> bool:
        """Whether the net is certainly too simple for its data, such as a straight line between spirals."""
        return False

    @property
    def tested(self) -> bool:
        """Whether part of the data is kept for the test, so that figures have the prefix "train_" or "test_"."""
        return True

    @property
    def pending(self) -> Problem | None:
        """What the user still has to add, such as points to draw; None if nothing is missing."""
        return None

    @property
    def learnt(self) -> int:
        """About how many training examples `data.examples` leaves; only for families that have this setting."""
        return int(self.value("data.examples"))

    def sized(self, share: float) -> Mapping[str, Any]:
        """Return settings that leave this share of the training part and the whole test part; {} if none."""
        known = self.settings_by_key()
        if share < 1 and "data.share" in known:
            return {"data.share": max(float(known["data.share"].low or 0), share * self.value("data.share"))}
        if share < 1 and "data.examples" in known:
            return {"data.examples": max(1, int(known["data.examples"].low or 0), round(share * self.learnt))}
        return {}

    def layers(self) -> tuple[Layer, ...]:
        """Return the size of each layer with weights, first layer first; empty if the family counts none."""
        return ()

    @classmethod
    def settings_by_key(cls) -> Mapping[str, Setting]:
        """Return every setting of the family by dotted key, in the order of declaration."""
        return _settings(cls)

    def value(self, key: str) -> Any:
        """Return the value of the setting with this dotted key."""
        section, name = key.split(".")
        return getattr(getattr(self, section), name)

    def replace(self, changes: Mapping[str, Any]) -> Self:
        """Return this experiment with some settings changed. Raises Problem if the result is not valid."""
        settings = self.model_dump()
        for key, value in changes.items():
            section, name = _known(type(self), key)
            settings[section][name] = value
        return self._validated(settings)

    def completed(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return `changes` and the settings that have to change with them; families may override this."""
        return with_target(self.fit.stop_at, changes)

    def replace_live(self, changes: Mapping[str, Any]) -> Self:
        """Return this experiment with live settings changed. Raises Problem for others or unfit values."""
        after = self.replace(changes)
        for key in self.changes_to(after):
            if not self.settings_by_key()[key].live:
                text = N_("{key} cannot be changed in the middle of a run.")
                raise Problem(text, key=Key(key, self.settings_by_key()[key].title))
        return after

    def changes_to(self, other: Experiment) -> dict[str, Any]:
        """Return the settings that differ in `other`, with its values."""
        return {key: other.value(key) for key in self.settings_by_key() if other.value(key) != self.value(key)}

    def strings(self) -> dict[str, str]:
        """Return the settings that differ from the defaults, as text for a link or a command line."""
        return {key: text_of(value) for key, value in type(self)().changes_to(self).items()}  # type: ignore[call-arg]

    @classmethod
    def from_strings(cls, strings: Mapping[str, str]) -> Self:
        """Return the experiment of such strings. Raises Problem for an unknown key or an unfit value."""
        return cls().replace(strings)  # type: ignore[call-arg]

    @classmethod
    def salvage(cls, strings: Mapping[str, str]) -> tuple[Self, list[Problem]]:
        """Return the experiment of the valid ones among untrusted strings, and a Problem for each other.

        A validator that compares several settings names one of them as `key` in its Problem: that one is dropped, and
        with it the one named `along`. What fails only because a setting was dropped is not reported.
        """
        kept = {key: value for key, value in strings.items() if key in cls.settings_by_key()}
        problems = [_unknown(key) for key in strings if key not in kept]
        dropped: set[str] = set()
        while True:
            try:
                return cls.from_strings(kept), problems
            except Problem as problem:
                if not {problem.values.get("needs"), problem.values.get("key")} & dropped:
                    problems.append(problem)
                bad = {problem.values.get("key", ""), problem.values.get("along", "")} & kept.keys()
                kept = {key: value for key, value in kept.items() if bad and key not in bad}
                dropped |= bad

    @classmethod
    def _validated(cls, settings: dict[str, Any]) -> Self:
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            raise _problem(cls, error) from None

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return an experiment from its JSON. Raises Problem."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            if error.errors()[0]["type"] == "json_invalid":
                raise Problem(N_("This is not the JSON of an experiment.")) from None
            raise _problem(cls, error) from None


@cache
def _settings(model: type[Experiment]) -> Mapping[str, Setting]:
    sections = (settings_of(model.model_fields[section].annotation, section) for section in SECTIONS)
    return MappingProxyType({key: setting for section in sections for key, setting in section.items()})


def _known(model: type[Experiment], key: str) -> tuple[str, str]:
    if key not in model.settings_by_key():
        raise _unknown(key)
    section, name = key.split(".")
    return section, name


def _unknown(key: str) -> Problem:
    return Problem(N_("There is no setting called {key}."), key=shorten(key))


def _problem(model: type[Experiment], error: ValidationError) -> Problem:
    """Return the first error of pydantic as one readable sentence that names the setting."""
    first = error.errors(include_url=False)[0]
    raised = first.get("ctx", {}).get("error")
    if isinstance(raised, Problem):
        return raised
    key = ".".join(str(part) for part in first["loc"][:2]) or "experiment"
    value, setting = shorten(first["input"]), model.settings_by_key().get(key)
    if first["type"] == "extra_forbidden":
        return _unknown(key)
    if setting is None:
        return Problem(N_("{key} cannot be {value}."), key=key, value=value)
    named = Key(key, setting.title)
    if setting.options:
        choices = ", ".join(setting.options)
        return Problem(N_("{key} cannot be {value}. Choose from: {choices}."), key=named, value=value, choices=choices)
    if setting.low is not None and setting.high is not None and setting.kind in ("integer", "integers"):
        text = N_("{key} must be a whole number from {low} to {high}, not {value}.")
        return Problem(text, key=named, low=int(setting.low), high=int(setting.high), value=value)
    if setting.low is not None and setting.high is not None:
        text = N_("{key} must be a number from {low:g} to {high:g}, not {value}.")
        return Problem(text, key=named, low=setting.low, high=setting.high, value=value)
    return Problem(N_("{key} cannot be {value}."), key=named, value=value)
