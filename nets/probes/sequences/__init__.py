"""Probes of nets that read sequences."""
