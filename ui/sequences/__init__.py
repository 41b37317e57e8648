"""Panels of nets that read sequences."""
