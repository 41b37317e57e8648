"""Panels of the CNN page."""
