"""Widgets and wrappers that all pages share."""
