"""Bring the catalogues up to date with the source: `python locales/update.py`, or `--check` to only look.

Babel extracts every text marked with _() or N_() into messages.pot and merges it into each language's messages.po:
what was translated stays, what the source no longer says goes. Entries are sorted and name their files without line
numbers, so that a change of the source changes only the lines about it.
"""

from __future__ import annotations

import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages import Catalog
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent
ROOT = LOCALES.parent
POT = LOCALES / "messages.pot"
EXTRACT = ["--no-default-keywords", "-k_", "-kN_", "--add-location=file", "--sort-output", "--omit-header", "-w120"]
UPDATE = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "-w120"]


def pybabel(root: Path, *arguments: str | Path) -> None:
    """Run a command of Babel in the folder `root`, whose files it names relative to it."""
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *arguments], cwd=root, check=True)


def extract(pot: Path, root: Path = ROOT) -> None:
    """Write every marked text of the source below `root` into a template."""
    pybabel(root, "extract", *EXTRACT, "-F", LOCALES / "babel.cfg", "-o", pot, ".")


def extracted(root: Path = ROOT) -> Catalog:
    """Every marked text of the source below `root`."""
    with TemporaryDirectory() as folder:
        extract(Path(folder) / "messages.pot", root)
        return read(Path(folder) / "messages.pot")


def translations() -> dict[str, Path]:
    """The catalogue file of each language."""
    return {path.parts[-3]: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))}


def read(path: Path) -> Catalog:
    """The catalogue in a file; an empty one when there is no such file."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def ids(catalog: Catalog) -> set[str]:
    """The English texts of a catalogue."""
    return {str(message.id) for message in catalog if message.id}


def faults() -> Iterator[str]:
    """What is wrong with the catalogues, one readable line each."""
    source = extracted()
    yield from _differences("messages.pot", ids(source), ids(read(POT)))
    for language, path in translations().items():
        catalog = read(path)
        yield from _differences(f"{language}/messages.po", ids(source), ids(catalog))
        for message in catalog:
            fault = _fault(str(message.id), str(message.string), message.fuzzy) if message.id else ""
            if fault:
                yield f"{language}: {fault}: {message.id!r}"


def _differences(name: str, source: set[str], written: set[str]) -> Iterator[str]:
    yield from (f"{name} lacks {text!r}" for text in sorted(source - written))
    yield from (f"{name} has, but the source has not, {text!r}" for text in sorted(written - source))


def _fault(english: str, translated: str, fuzzy: bool) -> str:
    if not translated:
        return "not translated"
    if fuzzy:
        return "marked fuzzy"
    if fields(english) != fields(translated):
        return f"fields differ, {sorted(fields(english))} and {sorted(fields(translated))}"
    return ""


def fields(text: str) -> set[str]:
    """The names of the {fields} of a template; empty when braces mean something else in it."""
    try:
        return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def update(locales: Path = LOCALES, root: Path = ROOT) -> None:
    """Write the template and every language's catalogue anew."""
    extract(locales / POT.name, root)
    pybabel(root, "update", *UPDATE, "-i", locales / POT.name, "-d", locales)


def main(arguments: list[str]) -> int:
    """Update the catalogues unless `--check` is given, then print their faults; return 1 if a check finds any."""
    if "--check" not in arguments:
        update()
    catalogue_faults = list(faults())
    for fault in catalogue_faults:
        print(fault)
    print(f"{len(catalogue_faults)} faults in the catalogues" if catalogue_faults else "catalogues are complete")
    return 1 if catalogue_faults and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
