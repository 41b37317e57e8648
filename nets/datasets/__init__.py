"""What there is to learn from: data sets, how they are split, and readers of a user's own data."""
