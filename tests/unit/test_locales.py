"""The catalogues are complete, have the same fields, and hold only texts that can be extracted."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.paths import ROOT


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("locales_update", ROOT / "locales" / "update.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


update = _load()


def test_catalogues_are_complete() -> None:
    assert list(update.faults()) == [], "run python locales/update.py and translate what it lists"


def test_extraction_finds_texts() -> None:
    assert "Learning rate" in update.ids(update.extracted())


def test_marked_text_is_extracted(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "page.py").write_text('title = _("One " "two")\nlater = N_("Three {count}")\n')
    assert update.ids(update.extracted(tmp_path)) == {"One two", "Three {count}"}


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("Loss", "损失", ""),
        ("Loss", "", "not translated"),
        ("{count} of {total}", "共 {total}，第 {count}", ""),
        ("{low:g} steps", "{low} 步", ""),
        ("{count} steps", "{number} 步", "fields differ, ['count'] and ['number']"),
        ("a set {1, 2", "集合 {1, 2", ""),
    ],
)
def test_fault_of_an_entry_is_reported(english: str, chinese: str, fault: str) -> None:
    assert update._fault(english, chinese, fuzzy=False) == fault


def test_fuzzy_entry_is_a_fault() -> None:
    assert update._fault("Loss", "损失", fuzzy=True) == "marked fuzzy"


def test_update_keeps_translations_and_drops_removed_texts(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "page.py").write_text('\n_("Kept")\n_("New")\n_("Kept {count}")\n')
    catalogue = tmp_path / "locales" / "zh" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "Kept"\nmsgstr "留下"\n\nmsgid "Gone"\nmsgstr "走了"\n', encoding="utf-8")
    update.update(tmp_path / "locales", tmp_path)
    assert {message.id: message.string for message in update.read(catalogue) if message.id} == {
        "Kept": "留下",
        "Kept {count}": "",
        "New": "",
    }
    written = catalogue.read_bytes()
    assert b"#: ui/page.py\n" in written, "files without line numbers"
    update.update(tmp_path / "locales", tmp_path)
    assert catalogue.read_bytes() == written


def test_check_fails_with_a_list(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(update, "faults", lambda: iter(["zh: not translated: 'Loss'"]))
    assert update.main(["--check"]) == 1
    assert "not translated: 'Loss'" in capsys.readouterr().out


def unextractable(source: str) -> Iterator[str]:
    """Return the calls of `_` and `N_` whose text Babel cannot see: N_ of a non-literal, _ of a computed text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
            text = node.args[0] if node.args else None
            literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
            if not literal and not (node.func.id == "_" and _is_looked_up(text)):
                yield f"line {node.lineno}: {ast.unparse(node)}"


def _is_looked_up(text: ast.expr | None) -> bool:
    """Return whether this refers to a text marked elsewhere: a name, an attribute, an item, or an item by `get`."""
    if isinstance(text, ast.Call):
        return isinstance(text.func, ast.Attribute) and text.func.attr == "get"
    return isinstance(text, ast.Name | ast.Attribute | ast.Subscript)


def test_every_call_can_be_extracted() -> None:
    paths = [path for folder in ("nets", "ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    calls_by_file = {str(path): list(unextractable(path.read_text(encoding="utf-8"))) for path in paths}
    assert {path: calls for path, calls in calls_by_file.items() if calls} == {}


@pytest.mark.parametrize("call", ['_(f"{a} b")', '_("a" + b)', '_("a {}".format(b))', "N_(text)", "N_()"])
def test_computed_text_is_reported(call: str) -> None:
    assert list(unextractable(call))


@pytest.mark.parametrize(
    "call", ['_("a")', '_("a" "b", c=1)', "_(setting.title)", "_(TITLES[key])", "_(TITLES.get(key, key))", 'N_("a")']
)
def test_literal_text_passes(call: str) -> None:
    assert not list(unextractable(call))


def test_long_texts_exist_in_every_language() -> None:
    languages = [path for path in (ROOT / "locales").iterdir() if path.is_dir() and path.name != "__pycache__"]
    names = {folder.name: {path.name for path in folder.glob("*.md")} for folder in languages}
    assert "zh" in names
    assert all(titles == names["zh"] for titles in names.values()), names
