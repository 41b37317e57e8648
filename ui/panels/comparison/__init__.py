"""Two nets beside each other: which is better, by how much, and whether other seeds agree."""
