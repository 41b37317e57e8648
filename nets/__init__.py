"""Nets that train with PyTorch, and all that is known about them; knows no Streamlit."""
