"""Panels of the Recurrent page and of others whose nets read sequences."""
