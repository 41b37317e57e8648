"""Diagnosis: what the figures of a training say about its fit. Torch-free."""
