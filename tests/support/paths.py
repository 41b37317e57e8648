"""The folders of the checkout and of the demo apps."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
