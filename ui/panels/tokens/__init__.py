"""The Tokens page: the text, its three tokenizations, and panels about them."""
