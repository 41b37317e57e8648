"""Texts: generated worlds, corpora, tokens, and a user's own text."""
