"""Data sets, how they are split, and readers of user-supplied data."""
