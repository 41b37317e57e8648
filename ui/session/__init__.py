"""What one browser session is: where it came from, what it holds and what its pages share."""
