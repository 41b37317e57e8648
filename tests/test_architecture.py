"""Who may know whom, read off the imports, and how large things may grow."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_FAMILIES = {"data", "training", "diagnosis", "probes"}
MOST_FILES = 15  # of Python in a room; `ui/components` is still to be divided
FORBIDDEN_NAMES = {"utils", "common", "helpers", "base", "core"}
OUTSIDE_THE_SERVER = {"torch", "sklearn"}
SCRIPTS = {"app", "ui.shell.app"}  # run by Streamlit like the pages, so not imported here; what they import counts


@dataclass(frozen=True)
class Import:
    """`importer` imports `imported`; `late` inside a function, so only when it is called."""

    importer: str
    imported: str
    late: bool

    def of(self, *packages: str) -> bool:
        """Whether the imported module is one of these packages or lies in one."""
        return any(self.imported == package or self.imported.startswith(package + ".") for package in packages)

    def by(self, *packages: str) -> bool:
        """Whether the importing module is one of these packages or lies in one."""
        return any(self.importer == package or self.importer.startswith(package + ".") for package in packages)


def sources(*folders: str) -> dict[str, Path]:
    """The Python files of some top-level folders, and app.py, by dotted module name."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    paths += [path for path in [ROOT / "app.py"] if path.exists()]
    return {_dotted(path.relative_to(ROOT)): path for path in paths}


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imports(module: str, source: str, package: bool = False) -> Iterator[Import]:
    """Every import of a module's source. A name imported from a package counts as a module in it.

    What only the type checker sees does not count.
    """
    at = module if package else module.rpartition(".")[0]
    for node, late in _nodes(ast.parse(source), late=False):
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name, late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = _from(at, node)
            yield from (Import(module, f"{start}.{alias.name}", late) for alias in node.names)


def _nodes(tree: ast.AST, late: bool) -> Iterator[tuple[ast.AST, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node, late
        yield from _nodes(node, late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))


def _from(at: str, node: ast.ImportFrom) -> str:
    """The package that a `from … import` names, its dots resolved."""
    if not node.level:
        return node.module or ""
    above = at.split(".")[: len(at.split(".")) - node.level + 1]
    return ".".join([*above, *filter(None, [node.module])])


def families(modules: dict[str, Path]) -> tuple[str, ...]:
    """The packages of nets/ that hold a family of nets."""
    packages = {".".join(name.split(".")[:2]) for name, path in modules.items() if path.parent.parent.name == "nets"}
    return tuple(sorted(package for package in packages if package.split(".")[1] not in NOT_FAMILIES))


def offence(found: Import, family: tuple[str, ...]) -> str:
    """The rule that an import breaks; empty when it may be."""
    rules = {
        "nets knows no interface": found.by("nets") and found.of("ui", "pages", "streamlit", "altair"),
        "ui knows no page": found.by("ui") and found.of("pages"),
        "training, diagnosis, probes and data know no family": found.by(*(f"nets.{name}" for name in NOT_FAMILIES))
        and found.of(*family),
        "training looks up data and probes late, if at all": found.by("nets.training")
        and found.of("nets.data", "nets.probes")
        and not found.late,
        "charts know no torch, streamlit or words": found.by("ui.charts")
        and not found.by("ui.charts.render", "ui.charts.save_menu")
        and found.of("torch", "streamlit", "ui.text.i18n"),
        "the server has no torch and no scikit-learn": found.by("ui", "pages", "app") and found.of(*OUTSIDE_THE_SERVER),
    }
    return next((rule for rule, broken in rules.items() if broken), "")


def offences(modules: dict[str, Path], family: tuple[str, ...]) -> list[str]:
    """Every import of these modules that breaks a rule."""
    found = [
        imported
        for name, path in modules.items()
        for imported in imports(name, path.read_text(encoding="utf-8"), path.name == "__init__.py")
    ]
    broken = [(each, offence(each, family)) for each in found]
    return [f"{each.importer} imports {each.imported}: {rule}" for each, rule in broken if rule]


def test_imports_keep_the_rules() -> None:
    modules = sources("nets", "ui", "pages")
    assert len(modules) > 10
    assert offences(modules, families(modules)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nets.training.offender", "from nets.models.perceptron.net import Perceptron"),
        ("nets.training.offender", "def late():\n    from ..perceptron import net"),
        ("nets.training.offender", "from nets import data"),
        ("nets.probes.offender", "import nets.models.perceptron.experiment as e"),
        ("nets.perceptron.offender", "class A:\n    def f(self):\n        import altair"),
        ("nets.offender", "try:\n    import streamlit as st\nexcept ImportError:\n    pass"),
        ("ui.offender", "from pages import perceptron"),
        ("ui.offender", "def f():\n    return lambda: __import__('x')\nimport torch.nn as nn"),
        ("ui.charts.specs", "from ui.text.i18n import _"),
        ("pages.offender", "from sklearn.datasets import load_iris"),
    ],
)
def test_an_offender_is_caught(module: str, source: str) -> None:
    assert [found for found in imports(module, source) if offence(found, ("nets.perceptron",))]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nets.training.good", "def late():\n    from nets.probes import taps"),
        (
            "nets.training.good",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import nets.datasets.examples",
        ),
        ("nets.perceptron.good", "import torch\nfrom nets.data import examples\nfrom .net import Perceptron"),
        ("pages.good", "from ui import bench\nfrom nets.models.perceptron.experiment import Perceptron"),
        ("ui.good", "import torchlike"),
    ],
)
def test_a_good_module_passes(module: str, source: str) -> None:
    assert not [found for found in imports(module, source) if offence(found, ("nets.perceptron",))]


def test_families_are_found() -> None:
    assert "nets.perceptron" in families(sources("nets"))
    assert "nets.training" not in families(sources("nets"))


def test_fragments_have_an_error_boundary() -> None:
    boundary = ROOT / "ui" / "widgets" / "error_boundary.py"
    users = [path for path in sources("ui", "pages").values() if "st.fragment" in path.read_text(encoding="utf-8")]
    assert users == [boundary], "use ui.widgets.error_boundary.fragment"


def test_no_file_is_named_after_nothing() -> None:
    assert not [name for name in sources("nets", "ui", "pages") if FORBIDDEN_NAMES & set(name.split("."))]


def test_no_room_of_ui_is_overfull() -> None:
    folders = [path for path in (ROOT / "ui").rglob("*") if path.is_dir() and path != ROOT / "ui" / "components"]
    counts = {path: len([file for file in path.glob("*.py") if file.stem != "__init__"]) for path in folders}
    assert not {str(path.relative_to(ROOT)): count for path, count in counts.items() if count > MOST_FILES}
    assert not list((ROOT / "ui").glob("*.py")), "each file belongs to a room that its name explains"


def server_modules() -> list[str]:
    """What a server process may import: ui, experiments, and all that ui and pages import of nets, at any depth."""
    known, wanted = sources("nets", "ui", "pages"), set()
    for name, path in known.items():
        if name in SCRIPTS or name.startswith(("ui.", "pages.")):
            wanted |= {found.imported for found in imports(name, path.read_text(encoding="utf-8"))} | {name}
    wanted |= {name for name in known if name.endswith(".experiment")}
    modules = {name if name in known else name.rpartition(".")[0] for name in wanted}
    return sorted(name for name in modules & known.keys() if name not in SCRIPTS and not name.startswith("pages."))


def _loaded(modules: list[str]) -> set[str]:
    """The packages of OUTSIDE_THE_SERVER that a fresh Python has loaded after importing `modules`."""
    code = f"import sys\nfor name in {modules}: __import__(name)\nprint('\\n', *sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return OUTSIDE_THE_SERVER & set(done.stdout.split())


def test_the_server_never_loads_torch_or_sklearn() -> None:
    modules = server_modules()
    assert "ui.text.i18n" in modules
    assert "nets.experiment.experiment" in modules
    assert _loaded(modules) == set()


def test_a_server_that_loads_torch_is_caught() -> None:
    assert _loaded(["nets.training.task"]) == {"torch"}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file with their lengths in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_files_and_functions_stay_small() -> None:
    paths = list(sources("nets", "ui", "pages", "locales", "benchmarks", "tests").values())
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    depths = dict(each for path in paths for each in functions(path))
    files, inner = statistics.median(filter(None, lengths.values())), statistics.median(depths.values())
    print(f"median file {files:.0f} lines, median function {inner:.0f} lines")
    limit = {path: 120 if path.parent.name == "pages" else 300 for path in paths}
    assert not {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > limit[path]}
    assert not {name: length for name, length in depths.items() if length > 50}
