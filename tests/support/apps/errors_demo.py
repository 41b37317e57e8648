"""A page whose parts raise, with what the app has against it: its entry and, run by it, its page."""

import streamlit as st

from ui.fragments.error_boundary import handle_script_error

app = st.App("errors_page.py", on_script_error=handle_script_error)
