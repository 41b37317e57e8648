"""The page of classical models: data, eight models side by side, and panels that look into them."""
