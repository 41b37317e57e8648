"""Probes of encoder-decoders."""
