"""Pairs of a text and its answer, generated or user-supplied."""
