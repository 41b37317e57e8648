"""Join the ES modules of the elements into one script, in the order of their imports.

Streamlit serves a component's files by URL only from an installed package, and the app also runs from a clone. Here
each module becomes a function that returns its exports. What a module may contain:

- `import { name, other as local } from "./file.js";` and `import "./file.js";`
- `import data from "./file.json" with { type: "json" };` and the same with a CSS file and `type: "text"`
- `export` before a `const`, a function or a class
"""

import json
import re
from pathlib import Path

IMPORT = re.compile(
    r'^import (?:(?P<names>\{[^{}]*\}|\w+) from )?"(?P<path>\.[^"]+)"(?: with \{ type: "(?:json|text)" \})?;$', re.M
)
EXPORT = re.compile(r"^export (?=(?:const|function|async function|class) (?P<name>\w+))", re.M)
UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.M)  # what is left when the two above are gone
COMMENT = re.compile(r"^\s*(?://[^\n]*|/\*\*.*?\*/)$", re.M | re.S)
TRAILING = re.compile(r"^([^\"'`/]+[;,{}()]) +// .*$", re.M)  # a comment behind code without texts


class ModuleError(ValueError):
    """A module cannot be joined: an import or export of another form, or a circle of imports."""


def shorten(text: str) -> str:
    """Return a source without indentation, blank lines and comments, but those behind a text in quotes."""
    lines = (line.strip() for line in TRAILING.sub(r"\1", COMMENT.sub("", text)).splitlines())
    return "\n".join(line for line in lines if line)


def _variable(file: Path, root: Path) -> str:
    """Return the name of a module's exports in the script, such as `plane$plane_js`."""
    return str(file.relative_to(root).as_posix()).replace("/", "$").replace(".", "_").replace("-", "_")


def _convert_script(file: Path, root: Path) -> str:
    """Return a module as a function call whose value is the module's exports."""

    def take_import(match: re.Match[str]) -> str:
        if not match["names"]:
            return ""
        source = (file.parent / match["path"]).resolve()
        return f"const {match['names'].replace(' as ', ': ')} = {_variable(source, root)};"

    text = file.read_text(encoding="utf-8")
    exports = [match["name"] for match in EXPORT.finditer(text)]
    body = EXPORT.sub("", IMPORT.sub(take_import, text))
    if unknown := UNKNOWN.search(body):
        raise ModuleError(f"{file.name}: cannot read {unknown[0]!r}")
    return "\n".join(["(() => {", shorten(body), f"return {{ {', '.join(exports)} }};", "})()"])


def _convert(file: Path, root: Path) -> str:
    """Return the value of a module as JavaScript."""
    if file.suffix == ".js":
        return _convert_script(file, root)
    text = file.read_text(encoding="utf-8")
    return json.dumps(json.loads(text) if file.suffix == ".json" else shorten(text), ensure_ascii=False)


def imported(file: Path) -> list[Path]:
    """Return the files that a module imports, in the order of its imports."""
    if file.suffix != ".js":
        return []
    return [(file.parent / match["path"]).resolve() for match in IMPORT.finditer(file.read_text(encoding="utf-8"))]


def order(entry: Path) -> list[Path]:
    """Return the entry and all that it needs, each file after those that it imports.

    Raises:
        ModuleError: If modules import each other in a circle.
    """
    done: list[Path] = []

    def visit(file: Path, importers: tuple[Path, ...]) -> None:
        if file in importers:
            raise ModuleError(f"a circle of imports: {' -> '.join(each.name for each in (*importers, file))}")
        if file not in done:
            for other in imported(file):
                visit(other, (*importers, file))
            done.append(file)

    visit(entry.resolve(), ())
    return done


def bundle(entry: Path, root: Path) -> str:
    """Return one script with the entry and all that it needs, whose last line makes the entry's exports constants.

    Args:
        entry: The module whose exports the script defines.
        root: The folder that all modules are in.
    """
    entry, root = entry.resolve(), root.resolve()
    parts = [f"const {_variable(file, root)} = {_convert(file, root)};" for file in order(entry)]
    exports = [match["name"] for match in EXPORT.finditer(entry.read_text(encoding="utf-8"))]
    return "\n".join([*parts, f"const {{ {', '.join(exports)} }} = {_variable(entry, root)};"])
