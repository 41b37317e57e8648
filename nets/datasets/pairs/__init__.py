"""Pairs of a text and its answer, for nets that read one and write the other: made here, or a user's own."""
