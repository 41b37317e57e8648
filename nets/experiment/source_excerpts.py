"""Parts of our source files by name, read without importing them; torch-free."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Source:
    """A part of a file, at a path relative to the project; its title is marked for translation.

    `name` is a function or class, "Training.update"; an entry of a table, "ACTIVATIONS:tanh"; or one case of a
    function's match, "make:adam". A function's `match` counts only if there is no such entry.
    """

    title: str
    path: str
    name: str


class Excerpt(NamedTuple):
    """Lines of a file, the first of which has the number `line`."""

    text: str
    line: int


def whole(path: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


@lru_cache(maxsize=128)
def excerpt(source: Source) -> Excerpt:
    """Return the lines of a source. Raises LookupError if there is no such part."""
    text = whole(source.path)
    first, last = _span(ast.parse(text), source.name)
    lines = text.splitlines()[first - 1 : last]
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return Excerpt("\n".join(line[indent:] for line in lines), first)


def lean(source: Source, left_out: Sequence[str]) -> str:
    """Return the text of a class without some of its methods."""
    text = excerpt(source).text
    (definition,) = ast.parse(text).body
    assert isinstance(definition, ast.ClassDef)
    removed: set[int] = set()
    for name in left_out:
        first, last = _span(definition, name)
        removed |= set(range(first - 1, last + 1))  # with the blank line before it
    return "\n".join(line for number, line in enumerate(text.splitlines(), 1) if number not in removed)


def _span(tree: ast.AST, name: str) -> tuple[int, int]:
    path, _colon, entry = name.partition(":")
    node: ast.AST = tree
    for part in path.split("."):
        node = _member(node, part)
    if entry:
        return _entry(node, entry)
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])  # type: ignore[attr-defined]
    return first, node.end_lineno  # type: ignore[attr-defined]


def _member(node: ast.AST, name: str) -> ast.AST:
    """Return the function, class or assignment of a name in the body of a node."""
    for child in getattr(node, "body", []):
        targets = [child.target] if isinstance(child, ast.AnnAssign) else getattr(child, "targets", [])
        if getattr(child, "name", None) == name or any(getattr(each, "id", None) == name for each in targets):
            return child
    raise LookupError(name)


def _entry(node: ast.AST, key: str) -> tuple[int, int]:
    """Return the first and last line of the dictionary entry or match case of a string."""
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            for name, value in zip(part.keys, part.values, strict=True):
                if isinstance(name, ast.Constant) and name.value == key:
                    return name.lineno, value.end_lineno or name.lineno
        if isinstance(part, ast.match_case) and any(
            isinstance(each, ast.Constant) and each.value == key for each in ast.walk(part.pattern)
        ):
            return part.pattern.lineno, part.body[-1].end_lineno or part.pattern.lineno
    raise LookupError(key)
