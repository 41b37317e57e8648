"""Probes of vectors of words."""
