"""Runs the unit tests of the elements' scripts, which are written for Node."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "javascript"


def test_unit_tests_of_the_scripts_pass():
    node = shutil.which("node")
    if node is None:
        if os.environ.get("NETS_REQUIRE_BROWSER"):
            pytest.fail("there is no node, which .ci/run installs")
        pytest.skip("there is no node on this machine")
    tests = sorted(str(path) for path in SCRIPTS.glob("*.test.js"))
    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout
