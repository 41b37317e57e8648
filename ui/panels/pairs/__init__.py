"""Panels of pages that learn pairs of texts."""
