"""One folder for each family of nets."""
