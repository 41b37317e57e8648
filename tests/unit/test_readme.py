"""What the READMEs and docs say is so: the commands, the files, the links, the requirements."""

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
PAGES = [*READMES, *sorted((ROOT / "docs").rglob("*.md"))]
SET_UP = [
    "pip install -r requirements.txt && streamlit run app.py",
    "pip install -r requirements-dev.txt && pytest",
]
NOT_OURS = {"train.py"}  # in the zip of a run
PINNED = re.compile(r"[A-Za-z0-9_.\-]+==[0-9][A-Za-z0-9.]*")


def commands(path: Path) -> list[str]:
    """The lines of a page's code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def links(path: Path) -> list[str]:
    """The targets of a page's links to files."""
    found = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    return [target for target in found if not target.startswith(("http:", "https:", "#"))]


def test_two_commands_do_all_the_set_up() -> None:
    assert [line for line in commands(READMES[0]) if "pip " in line] == SET_UP


def test_both_languages_give_the_same_commands() -> None:
    assert commands(READMES[0]) == commands(READMES[1])


def test_continuous_integration_runs_the_second_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -m1 '(.*)' README\.md", script)
    assert pattern
    assert [line for line in commands(READMES[0]) if re.match(pattern[1], line)] == SET_UP[1:]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    assert not [target for target in links(path) if not (path.parent / target.split("#")[0]).exists()]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_named_files_exist(path: Path) -> None:
    assert not missing_files(path.read_text(encoding="utf-8"))


def missing_files(text: str) -> list[str]:
    """The files and folders in backticks that do not exist; a bare name may be that of any file of the project."""
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    named = [span for span in spans if re.fullmatch(r"[\w.]+(?:/[\w.-]+)*(?:\.(?:py|txt|md|toml|js|css)|/)", span)]
    tops = {path.name for path in ROOT.iterdir()}
    bare = [name for name in named if name.rstrip("/").split("/")[0] not in tops and name not in NOT_OURS]
    known = {path.name + "/" * path.is_dir() for top in ("nets", "ui", "locales") for path in (ROOT / top).rglob("*")}
    whole = [name for name in named if name.split("/")[0] in tops and not (ROOT / name).exists()]
    return whole + [name for name in bare if name not in known]


def test_file_that_does_not_exist_is_found() -> None:
    text = "See `ui/frame.py`, `ui/text/`, `frame.py`, `panels/`, `none/` and `nets/<family>/net.py`."
    assert missing_files(text) == ["ui/frame.py", "frame.py", "none/"]


def requirements(name: str) -> list[str]:
    """The requirements of a file, without comments."""
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line]


def test_requirements_are_exact() -> None:
    lines = requirements("requirements.txt") + requirements("requirements-dev.txt")
    assert [line for line in lines if not PINNED.fullmatch(line)] == ["-r requirements.txt"]


def imported(*folders: str) -> set[str]:
    """The top-level packages that the Python files of some folders, and app.py, import."""
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
    foreign = {name for name in imported(*folders) if name in distributions and not (ROOT / name).exists()}
    assert foreign
    assert not [name for name in foreign if not required & {each.lower() for each in distributions[name]}]


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in commands(READMES[0]) if line.startswith("python -m nets ")])
def test_the_command_line_of_the_readme_works(line: str) -> None:
    arguments = [word for word in shlex.split(line)[1:] if not word.startswith("fit.steps=")]
    arguments += ["fit.steps=5"] if "train" in arguments else []
    arguments.sort(key=lambda word: word == "--json")  # after the settings
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
