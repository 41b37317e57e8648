"""The page in Streamlit's AppTest, as in tests/ui."""

from tests.ui.conftest import here, visit

__all__ = ["here", "visit"]
