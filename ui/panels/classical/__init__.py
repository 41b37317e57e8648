"""The Classical page: the data, eight models side by side, and panels about them."""
