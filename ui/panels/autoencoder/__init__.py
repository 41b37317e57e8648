"""Panels of the Autoencoder page."""
