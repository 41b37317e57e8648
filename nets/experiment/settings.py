"""Settings: values that a user can change, each declared once beside the code that it changes."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from nets.experiment.private_names import is_name, missing

Private = Literal["", "file", "always"]


@dataclass(frozen=True)
class Setting:
    """One setting, as pages, links and the command line need it.

    Texts are English, marked for translation.

    Attributes:
        title: A few words.
        help: What it does.
        low: The least value, inclusive.
        high: The greatest value, inclusive.
        unit: Of the value.
        scale: Of its slider.
        live: Whether it takes effect in the middle of a run; any other setting starts a new run.
        when: Returns whether the setting has an effect on an experiment; None means always.
        private: Whether it holds a user's own data, which a link only names: "always", or those of a "file" and long
            ones.
        key: Such as "fit.lr".
        kind: "number", "integer", "switch", "choice", "choices", "integers", "numbers" or "text".
        default: Its default value.
        options: The values to choose from.
        labels: The names of options; an option without one is shown as it is.
    """

    title: str
    help: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    scale: Literal["linear", "log"] = "linear"
    live: bool = False
    when: Callable[[Any], bool] | None = None
    private: Private = ""
    key: str = ""
    kind: str = ""
    default: Any = None
    options: tuple[str, ...] = ()
    labels: Mapping[str, str] = dataclass_field(default_factory=dict, hash=False)

    def matters(self, experiment: Any) -> bool:
        """Return whether this setting has an effect on `experiment`."""
        return self.when is None or self.when(experiment)


def setting(
    default: Any,
    title: str,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    scale: Literal["linear", "log"] = "linear",
    live: bool = False,
    when: Callable[[Any], bool] | None = None,
    private: Private = "",
    labels: Mapping[str, str] | None = None,
    **limits: Any,
) -> Any:
    """Declare a field of a `Settings` model. `limits` go to pydantic's `Field` (max_length, …).

    `low` and `high` bound a number; the members of a tuple are bounded by their own annotation.
    """
    described = Setting(title, help, low, high, unit, scale, live, when, private, labels=labels or {})
    if not isinstance(default, tuple):
        limits |= {"ge": low, "le": high}
    if isinstance(default, float):
        limits["allow_inf_nan"] = False
    declared: FieldInfo = Field(default, **limits)
    declared.metadata.append(described)
    return declared


def settings_of(model: Any, section: str) -> dict[str, Setting]:
    """Return the settings of a `Settings` model by dotted key, such as "fit.lr"."""
    settings = {}
    for name, field in model.model_fields.items():
        for described in field.metadata:
            if isinstance(described, Setting):
                kind, options = _kind(field.annotation)
                key = f"{section}.{name}"
                settings[key] = replace(described, key=key, kind=kind, options=options, default=field.default)
    return settings


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a field by its annotation and, for choices, its options."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(args[0])
    if origin is Literal:
        return "choice", args
    if origin in (Union, types.UnionType):
        return _kind(next(a for a in args if a is not type(None)))
    if origin is tuple:
        kind, options = _kind(args[0])
        return {"integer": "integers", "number": "numbers", "choice": "choices"}[kind], options
    return {bool: "switch", int: "integer", float: "number", str: "text"}[annotation], ()


class Settings(BaseModel):
    """One section of an experiment: frozen values of its settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _read_strings(cls, values: Any) -> Any:
        """Accept a tuple as text, "8,8", as links and the command line write it."""
        if not isinstance(values, Mapping):
            return values
        for name, value in values.items():
            if is_name(value) and (declared := _private(cls, name)):
                raise missing(f"data.{name}", declared.title)
        return {name: _split(value) if _is_tuple(cls, name) else value for name, value in values.items()}


def text_of(value: Any) -> str:
    """Return a value as links and the command line write it: a tuple as "8,8"."""
    return ",".join(map(text_of, value)) if isinstance(value, tuple) else str(value)


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _is_tuple(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and (field.annotation is tuple or any(a is Ellipsis for a in get_args(field.annotation)))


def _private(model: type[BaseModel], name: str) -> Setting | None:
    """Return the setting of this field if it holds a user's own data, else None."""
    field = model.model_fields.get(name)
    return next((one for one in field.metadata if isinstance(one, Setting) and one.private), None) if field else None
