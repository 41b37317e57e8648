"""The table in docs/inspectors.md, read off the pages: `python -m tests.support.pages.inspector_table` writes it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from nets.probes import PROBES
from tests.support.paths import ROOT
from ui.inspect.inspectors import INSPECTORS, Inspector

PATH = ROOT / "docs" / "inspectors.md"
COMMAND = "python -m tests.support.pages.inspector_table"
HEAD = f"""# Inspectors

What "Look inside" offers on each training page: first on every page, then what a page adds or puts in place of one with
the same key. The probes are those that the functions of the panel name; a probe whose name is computed, or that an
object asks in the background, is missing. `{COMMAND}` writes this page anew.

| page | inspector | key | probes | panel |
|---|---|---|---|---|
"""
ROOMS = ("ui.panels", "ui.inspect")  # functions in them are followed to the probes that they name
ASKING = {"answers", "latest_answer", "probe", "refusal", "probe_history", "probe_button", "ask", "tell"}
ASKING |= {"_answer", "_probes"}  # functions that are given the name of a probe


def table() -> str:
    """Return the whole page."""
    rows = [_row("any", key, inspector) for key, inspector in INSPECTORS.items()]
    for path in sorted((ROOT / "pages").glob("*.py")):
        own, hidden = page_inspectors(path)
        rows += [_row(path.stem, key, inspector) for key, inspector in own.items()]
        rows += [f"| {path.stem} | without {INSPECTORS[key].title} | `{key}` | | |" for key in hidden]
    return HEAD + "\n".join(rows) + "\n"


def page_inspectors(path: Path) -> tuple[Mapping[str, Inspector], tuple[str, ...]]:
    """Return the inspectors that a page adds, by key, and the keys of those that it hides; nothing is drawn."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "training_page"]
    if not calls:
        return {}, ()
    names: dict[str, Any] = {}
    wanted = [node for node in tree.body if _is_import(node) or _name(_target(node)) == "INSPECTORS"]
    exec(compile(ast.Module(wanted, []), str(path), "exec"), names)
    arguments = {word.arg: word.value for word in calls[0].keywords}
    evaluate = lambda node: eval(compile(ast.Expression(node), str(path), "eval"), names)  # noqa: E731
    hidden = arguments.get("hidden_inspectors")
    return evaluate(arguments["inspectors"]), evaluate(hidden) if hidden else ()


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _target(node: ast.stmt) -> ast.expr | None:
    if isinstance(node, ast.Assign):
        return node.targets[0]
    return node.target if isinstance(node, ast.AugAssign) else None


def _name(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _row(page: str, key: str, inspector: Inspector) -> str:
    probes = sorted(probes_of(inspector.probes, keys=True) | probes_of(inspector.draw, keys=False))
    listed = ", ".join(f"`{probe}`" for probe in probes)
    return f"| {page} | {inspector.title} | `{key}` | {listed} | `{_panel(inspector)}` |"


def _panel(inspector: Inspector) -> str:
    """Return the file of the function that draws, of what a lambda calls if that is elsewhere."""
    draw: Any = inspector.draw
    called = list(_called(draw)) if draw.__name__ == "<lambda>" else []
    source = inspect.getsourcefile(inspect.unwrap(called[0] if called else draw)) or ""
    return Path(source).relative_to(ROOT).as_posix()


def probes_of(function: Any, keys: bool, seen: set[Any] | None = None) -> set[str]:
    """Return the probes that a function of a panel names, itself or by the functions of panels that it calls.

    Args:
        function: `probes` or `draw` of an inspector.
        keys: Whether it makes a `Watch`, whose keys are probes.
        seen: Functions that were read already.
    """
    seen = set() if seen is None else seen
    function = inspect.unwrap(function)
    if function in seen:
        return set()
    seen.add(function)
    lines = {line for code in _codes(function.__code__) for _, _, line in code.co_lines() if line}
    found = {text for line, text in _texts(inspect.getsourcefile(function) or "", keys) if line in lines}
    return found.union(*(probes_of(each, keys, seen) for each in _called(function, keys)))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _called(function: Any, keys: bool = False) -> Iterator[Any]:
    """The functions of panels that a function names."""
    function = inspect.unwrap(function)
    inner = [cell.cell_contents for cell in function.__closure__ or ()]
    for each in [*inner]:  # an inspector that is one of several
        variants = each.values() if isinstance(each, dict) else ()
        inner += [one.probes if keys else one.draw for one in variants if isinstance(one, Inspector)]
    names = [name for code in _codes(function.__code__) for name in code.co_names]
    for each in (*inner, *(function.__globals__.get(name) for name in names)):
        if inspect.isfunction(each) and each.__module__.startswith(ROOMS):
            yield each


@cache
def _texts(source: str, keys: bool) -> tuple[tuple[int, str], ...]:
    """The names of probes in a file with their lines: arguments of functions that ask, with `keys` also keys."""
    texts: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(Path(source).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict) and keys:
            texts += node.keys
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ASKING:
            texts += node.args
    return tuple((text.lineno, text.value) for text in texts if isinstance(text, ast.Constant) and text.value in PROBES)


if __name__ == "__main__":
    PATH.write_text(table(), encoding="utf-8")
