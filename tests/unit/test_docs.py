"""The documents name only files, names, modules and environment variables that exist."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "nets" / "datasets" / "files" / "README.md",
]
CODE_FOLDERS = ("nets", "ui", "pages", "locales", "tests", "benchmarks", ".ci")
CODE_SUFFIXES = {".py", ".js", ".css", ""}
FOREIGN_FILES = {"train.py"}  # in the zip of a run
FOREIGN_NAMES = {  # of other projects and of the shell
    "SubprocessCluster",
    "JSONDisk",
    "data_editor",
    "activate",
    "hprice1",
    "bz2",
    "mnist_5k",
    "topics",
    "_data",
    "pydoc_data",
    "sslCertFile",
}
FILE = re.compile(r"[\w.]+(?:/[\w.-]+)*(?:\.(?:py|txt|md|toml|js|css)|/)|\.\w[\w./-]{3,}")
NAME_OF_FILE = re.compile(  # `name` of `file.py`, `name` (`file.py`)
    r"`(\w+)(?:\([^`]*\))?`\s+(?:(?:of|in)\s+|\()`([\w/.]+\.(?:py|js))`"
)


def links(text: str) -> list[str]:
    """Return the targets of the links to files."""
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [target for target in targets if not target.startswith(("http:", "https:", "#"))]


def without_blocks(text: str) -> str:
    """Return the text without its code blocks."""
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)


def code_spans(text: str) -> list[str]:
    """Return the texts in backticks, outside code blocks."""
    return re.findall(r"`([^`]+)`", without_blocks(text))


def missing_files(text: str) -> list[str]:
    """Return the files and folders in backticks that do not exist; a bare name may be that of any file."""
    names = [span for span in code_spans(text) if FILE.fullmatch(span)]
    tops = {path.name for path in ROOT.iterdir()}
    paths = [name for name in names if name.split("/")[0] in tops]
    bare = [name for name in names if name.rstrip("/").split("/")[0] not in tops and name not in FOREIGN_FILES]
    known = {path.name + "/" * path.is_dir() for top in ("nets", "ui", "locales") for path in (ROOT / top).rglob("*")}
    return [name for name in paths if not (ROOT / name).exists()] + [name for name in bare if name not in known]


@cache
def code_words() -> frozenset[str]:
    """Return all words of the code, of its texts and of its file names."""
    paths = [path for folder in CODE_FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in CODE_SUFFIXES]
    paths += [path for path in ROOT.iterdir() if path.suffix != ".md"]
    files = [path for path in paths if path.is_file() and path.name != Path(__file__).name]
    names = " ".join(str(path.relative_to(ROOT)) for path in paths)
    return frozenset(re.findall(r"\w+", " ".join([names, *(path.read_text(encoding="utf-8") for path in files)])))


def missing_names(text: str) -> list[str]:
    """Return the names in backticks of which a part occurs nowhere in the code, and such environment variables."""
    spans = [span for span in code_spans(text) if not FILE.fullmatch(span)]
    words = [word for span in spans for word in re.findall(r"[A-Za-z_]\w*", span)]
    words += re.findall(r"\bNETS_[A-Z_]+", text)
    return [word for word in dict.fromkeys(words) if word not in code_words() | FOREIGN_NAMES]


def misplaced_names(text: str) -> list[str]:
    """Return the names that a document places in a file that does not contain them."""
    pairs = [(name, ROOT / file) for name, file in NAME_OF_FILE.findall(without_blocks(text))]
    return [
        f"{name} of {path.relative_to(ROOT)}"
        for name, path in pairs
        if path.exists() and not re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))
    ]


def missing_modules(text: str) -> list[str]:
    """Return the modules of the project after `python -m` that cannot be run."""
    modules = [name.rstrip(".") for name in re.findall(r"-m\s+((?:nets|benchmarks|tests)\b[\w.]*)", text)]
    paths = {name: ROOT.joinpath(*name.split(".")) for name in modules}
    mains = {name: (path.with_suffix(".py"), path / "__main__.py") for name, path in paths.items()}
    return [name for name, files in mains.items() if not any(file.exists() for file in files)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
class TestDocument:
    def test_links_lead_to_files(self, path: Path) -> None:
        targets = links(path.read_text(encoding="utf-8"))
        assert not [target for target in targets if not (path.parent / target.split("#")[0]).exists()]

    def test_files_exist(self, path: Path) -> None:
        if path.parent.name != "files":  # whose files are those of the packages that the data came with
            assert missing_files(path.read_text(encoding="utf-8")) == []

    def test_names_occur_in_code(self, path: Path) -> None:
        assert missing_names(path.read_text(encoding="utf-8")) == []

    def test_names_are_in_the_stated_files(self, path: Path) -> None:
        assert misplaced_names(path.read_text(encoding="utf-8")) == []

    def test_modules_can_be_run(self, path: Path) -> None:
        assert missing_modules(path.read_text(encoding="utf-8")) == []


def test_missing_file_is_reported() -> None:
    text = "`ui/frame.py`, `.ci/run`, `.ci/walk`, `ui/text/`, `frame.py`, `panels/`, `none/`, `nets/<family>/net.py`"
    assert missing_files(text) == ["ui/frame.py", ".ci/walk", "frame.py", "none/"]


def test_missing_name_is_reported() -> None:
    text = "`Run.recall(step)` and `Run.recollect`; `NETS_STORE=off`.\n```\nNETS_CUPBOARD=1\n```\n"
    assert missing_names(text) == ["recollect", "NETS_CUPBOARD"]


def test_name_in_another_file_is_reported() -> None:
    text = "`chart` of `ui/charts/render.py`, `Inspector` (`ui/charts/render.py`)"
    assert misplaced_names(text) == ["Inspector of ui/charts/render.py"]


def test_missing_module_is_reported() -> None:
    text = "`python -m nets list`, `python -m benchmarks.soak` and `python -m benchmarks.speed --json`."
    assert missing_modules(text) == ["benchmarks.speed"]
