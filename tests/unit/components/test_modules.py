"""The loader that joins the ES modules of the elements into one script."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.components.library import HERE
from ui.components.modules import ModuleError, bundle, order, shorten


def write(folder: Path, **files: str) -> Path:
    """Write modules, named with `__` for a dot, and return the one that is called main."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_order_follows_the_imports(tmp_path):
    main = write(
        tmp_path,
        main__js='import { b } from "./b.js";\nimport { a } from "./a.js";\nexport const main = b + a;\n',
        a__js='import { b } from "./b.js";\nexport const a = b;\n',
        b__js="export const b = 1;\n",
    )
    assert [file.name for file in order(main)] == ["b.js", "a.js", "main.js"]


def test_bundle_keeps_private_names_apart_and_resolves_renamed_imports(tmp_path):
    main = write(
        tmp_path,
        main__js='import { a as other } from "./a.js";\nconst hidden = 1;\nexport const main = hidden + other;\n',
        a__js="const hidden = 2;\nexport const a = hidden;\n",
    )
    assert bundle(main, tmp_path).splitlines() == [
        "const a_js = (() => {",
        "const hidden = 2;",
        "const a = hidden;",
        "return { a };",
        "})();",
        "const main_js = (() => {",
        "const { a: other } = a_js;",
        "const hidden = 1;",
        "const main = hidden + other;",
        "return { main };",
        "})();",
        "const { main } = main_js;",
    ]


def test_bundle_brings_styles_and_data(tmp_path):
    main = write(
        tmp_path,
        main__js='import style from "./main.css" with { type: "text" };\n'
        'import data from "./data.json" with { type: "json" };\nexport const main = [style, data];\n',
        main__css="a {\n  color: red;\n}\n",
        data__json='{\n  "one": [1]\n}\n',
    )
    script = bundle(main, tmp_path)
    assert 'const main_css = "a {\\ncolor: red;\\n}";' in script
    assert 'const data_json = {"one": [1]};' in script


@pytest.mark.parametrize(
    "text",
    ['export { a } from "./a.js";\n', "export default 1;\n", "import a from 'react';\n", "export let main = 1;\n"],
)
def test_unknown_forms_of_import_and_export_are_refused(tmp_path, text):
    with pytest.raises(ModuleError, match=r"main\.js"):
        bundle(write(tmp_path, main__js=text, a__js="export const a = 1;\n"), tmp_path)


def test_circle_of_imports_is_refused(tmp_path):
    main = write(
        tmp_path,
        main__js='import { a } from "./a.js";\nexport const main = a;\n',
        a__js='import { main } from "./main.js";\nexport const a = main;\n',
    )
    with pytest.raises(ModuleError, match=r"main\.js -> a\.js -> main\.js"):
        bundle(main, tmp_path)


def test_comments_do_not_travel():
    source = '// one\n/** Two. */\n  const a = "/** a */"; // stays\n/**\n * Three.\n */\nconst b = 2;\n'
    assert shorten(source) == 'const a = "/** a */"; // stays\nconst b = 2;'


def test_every_file_of_the_elements_is_imported():
    files = [file for file in HERE.rglob("*") if file.suffix in (".js", ".css", ".json")]
    assert sorted(file.resolve() for file in files) == sorted(order(HERE / "elements.js"))
