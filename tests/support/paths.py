"""Where the checkout and the demo apps of the tests lie."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
