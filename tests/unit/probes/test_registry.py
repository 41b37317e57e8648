"""The registry of probes: names, functions and folders agree."""

from pathlib import Path

import pytest

import nets.probes

FOLDERS = sorted(path.parent.name for path in Path(nets.probes.__file__).parent.glob("*/__init__.py"))
SURVEYS = "landscape"  # the folder of surveys, which are no probes


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != SURVEYS])
def test_registry_lists_probes_under_their_folder(folder):
    for name, target in getattr(nets.probes, folder.upper()).items():
        module, function = target.split(":")
        assert module.split(".")[2] == folder, f"{name} stands in another folder's dictionary"
        assert function == name, f"{name} is not called like its function"


def test_registry_has_no_name_twice():
    folders = [getattr(nets.probes, folder.upper()) for folder in FOLDERS if folder != SURVEYS]
    assert sum(map(len, folders)) == len(nets.probes.PROBES)
