"""Sentences and figures as people read them."""
