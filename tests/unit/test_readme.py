"""The commands of the READMEs work, and the requirements files are exact and complete."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.paths import ROOT

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
SET_UP = [
    "pip install -r requirements.txt && streamlit run app.py",
    "pip install -r requirements-dev.txt && pytest",
]
PINNED = re.compile(r"[A-Za-z0-9_.\-]+==[0-9][A-Za-z0-9.]*")


def commands(path: Path) -> list[str]:
    """Return the lines of a document's code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_readme_sets_up_with_two_commands() -> None:
    assert [line for line in commands(READMES[0]) if "pip " in line] == SET_UP


def test_readmes_have_the_same_commands() -> None:
    assert commands(READMES[0]) == commands(READMES[1])


def test_continuous_integration_runs_the_set_up_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -m1 '(.*)' README\.md", script)
    assert pattern
    assert [line for line in commands(READMES[0]) if re.match(pattern[1], line)] == SET_UP[1:]


def requirements(name: str) -> list[str]:
    """Return the lines of a requirements file, without comments."""
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line]


def test_requirements_are_exact() -> None:
    lines = requirements("requirements.txt") + requirements("requirements-dev.txt")
    assert [line for line in lines if not PINNED.fullmatch(line)] == ["-r requirements.txt"]


def imported_packages(*folders: str) -> set[str]:
    """Return the top-level packages that app.py and the Python files of the folders import."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")] + [ROOT / "app.py"]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths if path.exists()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.split(".")[0] for name in plain | parts}


@pytest.mark.parametrize(
    ("folders", "files"),
    [
        (("nets", "ui", "pages", "locales"), ("requirements.txt",)),
        (("tests", "benchmarks"), ("requirements.txt", "requirements-dev.txt")),
    ],
)
def test_every_imported_package_is_required(folders: tuple[str, ...], files: tuple[str, ...]) -> None:
    required = {line.split("==")[0].lower() for file in files for line in requirements(file)}
    distributions = packages_distributions()
    foreign = {name for name in imported_packages(*folders) if name in distributions and not (ROOT / name).exists()}
    assert foreign
    names = {name: {distribution.lower() for distribution in distributions[name]} for name in foreign}
    assert not [name for name, providers in names.items() if not required & providers]


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in commands(READMES[0]) if line.startswith("python -m nets ")])
def test_command_of_the_readme_works(line: str) -> None:
    arguments = [word for word in shlex.split(line)[1:] if not word.startswith("fit.steps=")]
    arguments += ["fit.steps=5"] if "train" in arguments else []
    arguments.sort(key=lambda word: word == "--json")  # after the settings
    result = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout
