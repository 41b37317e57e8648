"""Subjects of the pages that train no family."""
