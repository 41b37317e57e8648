"""Panels of the Captioning page."""
