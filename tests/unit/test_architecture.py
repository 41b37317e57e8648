"""Which module may import which, read from the imports, and the limits on sizes."""

from __future__ import annotations

import ast
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT

MAX_FILES = 15  # of Python in a folder, besides `__init__.py`
FORBIDDEN_NAMES = {"utils", "common", "helpers", "base", "core"}
OUTSIDE_THE_SERVER = {"torch", "sklearn"}
MAX_ATTRIBUTES = 12  # that the `__init__` of a class sets
SCRIPTS = {"app", "ui.shell.app"}  # run by Streamlit like the pages, so not imported here; what they import counts


@dataclass(frozen=True)
class Import:
    """`importer` imports `imported`."""

    importer: str
    imported: str

    def of(self, *packages: str) -> bool:
        """Return whether the imported module is one of these packages or in one."""
        return any(self.imported == package or self.imported.startswith(package + ".") for package in packages)


def sources(*folders: str) -> dict[str, Path]:
    """Return the Python files of some top-level folders, and app.py, by dotted module name."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    paths += [path for path in [ROOT / "app.py"] if path.exists()]
    return {_dotted(path.relative_to(ROOT)): path for path in paths}


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imports(module: str, source: str, package: bool = False, for_types: bool = False) -> Iterator[Import]:
    """Yield every import of a module's source. A name imported from a package counts as a module in it.

    With `for_types`, imports for the type checker only count as well.
    """
    origin, tree = module if package else module.rpartition(".")[0], ast.parse(source)
    for node in ast.walk(tree) if for_types else _nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = _package(origin, node)
            yield from (Import(module, f"{start}.{alias.name}") for alias in node.names)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _nodes(node)


def _package(origin: str, node: ast.ImportFrom) -> str:
    """Return the package that a `from … import` names, with its dots resolved."""
    if not node.level:
        return node.module or ""
    above = origin.split(".")[: len(origin.split(".")) - node.level + 1]
    return ".".join([*above, *filter(None, [node.module])])


def lint(folder: Path) -> str:
    """Return the output of import-linter for the project in a folder, with our `.importlinter`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    command += ["--config", str(ROOT / ".importlinter"), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)


def test_folders_import_only_folders_below_them() -> None:
    assert "8 kept, 0 broken" in lint(ROOT)


OFFENDERS = {  # at least one for each contract
    "nets/training/offender.py": "def late():\n    from nets.models.perceptron import net\n",
    "nets/probes/offender.py": "try:\n    import altair\nexcept ImportError:\n    pass\n",
    "nets/models/neuron/offender.py": "from nets.models.gpt import net\n",
    "nets/studies/tokens/offender.py": "from nets.studies.optimizers import race\n",
    "ui/text/offender.py": "from ui.session import training_session\nimport torch.nn as nn\n",
    "ui/charts/offender.py": "from ui.text.i18n import _\n",
    "ui/panels/gpt/offender.py": "from ui.panels.bert import fine_tuning\n",
}


def test_import_of_a_folder_above_or_beside_is_reported(tmp_path: Path) -> None:
    for folder in ("nets", "ui"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "trained"))
    for path, source in OFFENDERS.items():
        (tmp_path / path).write_text(source)
    assert "0 kept, 8 broken" in lint(tmp_path)


def test_pages_import_nothing_that_only_workers_may_load() -> None:
    modules = sources("pages")
    all_imports = [each for name, path in modules.items() for each in imports(name, path.read_text(encoding="utf-8"))]
    assert len(modules) > 10
    assert [each for each in all_imports if each.of("nets")]
    assert not [each for each in all_imports if each.of(*OUTSIDE_THE_SERVER)]


def import_graph(modules: dict[str, str]) -> dict[str, set[str]]:
    """Return the imports among these modules, given by source: at the top, in functions, for the type checker."""
    graph: dict[str, set[str]] = {}
    for name, source in modules.items():
        names = {each.imported for each in imports(name, source, for_types=True)}
        known = {each if each in modules else each.rpartition(".")[0] for each in names}
        graph[name] = (known & modules.keys()) - {name}
    return graph


def import_circles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """Return the largest groups of modules in which each imports every other, directly or not."""
    reached = {name: _reached(graph, name) for name in graph}
    return {frozenset(each for each in reached[name] if name in reached[each]) for name in graph} - {frozenset()}


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [*graph[start]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += graph[name]
    return reached


def test_no_import_circle() -> None:
    modules = sources("nets", "ui", "pages")
    graph = import_graph({name: path.read_text(encoding="utf-8") for name, path in modules.items()})
    assert sum(map(len, graph.values())) > 1000
    assert import_circles(graph) == set()


def test_import_circle_is_found_wherever_the_imports_are() -> None:
    modules = {
        "nets.a": "from nets import b",
        "nets.b": "def late():\n    from nets.c import name",
        "nets.c": "if TYPE_CHECKING:\n    from nets.a import Name\nimport nets.d",
        "nets.d": "import numpy",
    }
    assert import_circles(import_graph(modules)) == {frozenset({"nets.a", "nets.b", "nets.c"})}


def test_fragments_have_an_error_boundary() -> None:
    boundary = ROOT / "ui" / "fragments" / "error_boundary.py"
    users = [path for path in sources("ui", "pages").values() if "st.fragment" in path.read_text(encoding="utf-8")]
    assert users == [boundary], "use ui.fragments.error_boundary.fragment"


def test_no_file_has_a_name_without_meaning() -> None:
    assert not [name for name in sources("nets", "ui", "pages") if FORBIDDEN_NAMES & set(name.split("."))]


def test_no_folder_has_too_many_files() -> None:
    folders = [path for room in ("nets", "ui", "tests") for path in (ROOT / room).rglob("*") if path.is_dir()]
    folders = [path for path in folders if path.name != "pages"]
    counts = {path: len([file for file in path.glob("*.py") if file.stem != "__init__"]) for path in folders}
    assert not {str(path.relative_to(ROOT)): count for path, count in counts.items() if count > MAX_FILES}
    assert not list((ROOT / "ui").glob("*.py")), "put each file into a folder"


def server_modules() -> list[str]:
    """Return what a server process may import: ui, families, and all that ui and pages import of nets."""
    known, imported = sources("nets", "ui", "pages"), set()
    for name, path in known.items():
        if name in SCRIPTS or name.startswith(("ui.", "pages.")):
            imported |= {each.imported for each in imports(name, path.read_text(encoding="utf-8"))} | {name}
    imported |= {name for name in known if name.endswith((".experiment", ".family"))}
    modules = {name if name in known else name.rpartition(".")[0] for name in imported}
    return sorted(name for name in modules & known.keys() if name not in SCRIPTS and not name.startswith("pages."))


def _loaded(modules: list[str]) -> set[str]:
    """Return the packages of OUTSIDE_THE_SERVER that a new Python process has loaded after importing `modules`."""
    code = f"import sys\nfor name in {modules}: __import__(name)\nprint('\\n', *sorted(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return OUTSIDE_THE_SERVER & set(result.stdout.split())


def test_server_never_loads_torch_or_sklearn() -> None:
    modules = server_modules()
    assert "ui.text.i18n" in modules
    assert "nets.experiment.experiment" in modules
    assert _loaded(modules) == set()


def test_server_that_loads_torch_is_reported() -> None:
    assert _loaded(["nets.training.task"]) == {"torch"}


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("from streamlit.runtime.scriptrunner import get_script_run_ctx\n\nget_script_run_ctx()\n", "TID251"),
        ("import streamlit.proto.BackMsg_pb2 as messages\n\nmessages.BackMsg()\n", "TID251"),
        ("import streamlit as st\n\nst._bidi_component()\n", "SLF001"),
        ("import streamlit as st\n\nst.session_state._state.clear()\n", "SLF001"),
    ],
)
def test_private_parts_of_streamlit_are_reported(source: str, rule: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", "ui/text/offender.py", "-"]
    command += ["--select", "TID251,SLF001", "--output-format", "concise"]
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    assert re.findall(r" ([A-Z]+\d+) ", done.stdout) == [rule]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the functions of a file with their lengths in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_test_module_is_imported() -> None:
    rooms = ("tests.unit", "tests.app", "tests.engine", "tests.browser")
    paths = sources("tests").items()
    all_imports = [each for name, path in paths for each in imports(name, path.read_text(encoding="utf-8"))]
    assert len(all_imports) > 1000
    assert not [each for each in all_imports if each.of(*rooms)], "put shared code into tests/support"


def test_files_and_functions_stay_small() -> None:
    paths = list(sources("nets", "ui", "pages", "locales", "benchmarks", "tests").values())
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    depths = dict(each for path in paths for each in functions(path))
    files, inner = statistics.median(filter(None, lengths.values())), statistics.median(depths.values())
    print(f"median file {files:.0f} lines, median function {inner:.0f} lines")
    limit = {path: 120 if path.parent == ROOT / "pages" else 400 for path in paths}
    assert not {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > limit[path]}
    assert not {name: length for name, length in depths.items() if length > 50}


def attribute_counts(module: str, source: str) -> dict[str, int]:
    """How many attributes the `__init__` of each class sets, by the name of the class with its module."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    return {f"{module}.{each.name}": len(_attributes(each)) for each in classes}


def _attributes(definition: ast.ClassDef) -> set[str]:
    """The names that `__init__` sets on `self`."""
    constructors = [node for node in definition.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    targets = [
        node for constructor in constructors for node in ast.walk(constructor) if isinstance(node, ast.Attribute)
    ]
    return {node.attr for node in targets if isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"}


def test_classes_have_few_attributes() -> None:
    modules = sources("nets", "ui", "pages", "benchmarks").items()
    counts = [attribute_counts(name, path.read_text(encoding="utf-8")) for name, path in modules]
    larger = {name: count for each in counts for name, count in each.items() if count > MAX_ATTRIBUTES}
    assert sum(map(len, counts)) > 300
    assert not larger


def test_attributes_are_counted_however_they_are_set() -> None:
    source = """
class Small:
    inherited = 1

    def other(self):
        self.late = 1


class Large(Small):
    def __init__(self, given):
        self.one, (self.two, *self.rest) = given
        self.three: int = 3
        self.three += 1
        if given:
            self.four = given.five = self.one
        for self.six in given:
            given[self.one] = 7
"""
    assert attribute_counts("room", source) == {"room.Small": 0, "room.Large": 6}
