"""Downloads lie where NETS_DATA says, or where the system keeps caches, or where an earlier version left them."""

from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from nets.datasets import cache_dir


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("NETS_DATA", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return tmp_path


def use(monkeypatch, system: type) -> None:
    """Make `cache_dir` believe that it runs on another system."""
    monkeypatch.setattr(cache_dir, "user_cache_path", lambda name, appauthor: system(name, appauthor).user_cache_path)


@pytest.mark.parametrize(("system", "caches"), [(Unix, ".cache"), (MacOS, "Library/Caches")])
def test_folder_is_in_the_caches_of_the_system(monkeypatch, home, system, caches) -> None:
    use(monkeypatch, system)
    assert cache_dir.folder() == home / caches / "nets-playground"


def test_folder_follows_xdg_cache_home(monkeypatch, home) -> None:
    use(monkeypatch, Unix)
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "elsewhere"))
    assert cache_dir.folder() == home / "elsewhere" / "nets-playground"


def test_folder_of_an_earlier_version_stays_in_use(monkeypatch, home) -> None:
    use(monkeypatch, MacOS)
    earlier = home / ".cache" / "nets-playground"
    earlier.mkdir(parents=True)
    assert cache_dir.folder() == earlier


@pytest.mark.parametrize(("given", "below"), [("~/data", "data"), (" ~/data ", "data")])
def test_folder_is_the_one_that_nets_data_names(monkeypatch, home, given, below) -> None:
    (home / ".cache" / "nets-playground").mkdir(parents=True)
    monkeypatch.setenv("NETS_DATA", given)
    assert cache_dir.folder() == home / below


def test_folder_without_a_name_is_in_the_caches(monkeypatch, home) -> None:
    use(monkeypatch, Unix)
    monkeypatch.setenv("NETS_DATA", " ")
    assert cache_dir.folder() == home / ".cache" / "nets-playground"
