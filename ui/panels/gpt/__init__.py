"""Panels of the GPT page."""
