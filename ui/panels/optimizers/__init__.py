"""What the page of optimizers shows."""
