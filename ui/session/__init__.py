"""What one browser session is: where it came from and what it holds."""
