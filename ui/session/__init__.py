"""What one browser tab has on a page: its state, and what the user changed in it."""
