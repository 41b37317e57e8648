"""Probes of nets that read images."""
