"""Probes of Transformers."""
