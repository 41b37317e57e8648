"""Word vectors: skip-gram and CBOW."""
