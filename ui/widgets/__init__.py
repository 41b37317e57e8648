"""Widgets of Streamlit with what this app needs of them."""
