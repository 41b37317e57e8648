"""Fragments of a page: drawing them again, errors inside them, and what the browser sends with a rerun."""
