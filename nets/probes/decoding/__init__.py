"""Probes of a language model that writes."""
