"""Panels of the BERT page."""
