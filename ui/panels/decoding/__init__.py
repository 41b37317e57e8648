"""What the page of decoding shows."""
