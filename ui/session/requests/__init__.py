"""Requests to workers: probes that take long, questions of pages, files to read."""
