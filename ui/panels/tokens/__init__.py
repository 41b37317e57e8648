"""The page of tokens: the text, its three splittings, and panels that look into them."""
