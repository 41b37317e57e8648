"""From logits to text: search, and the filters that change logits before a token is drawn."""
