"""Widgets of our own making, each around one of Streamlit."""
