"""Widgets of our own making, each around one of Streamlit, and wrappers that all pages share."""
