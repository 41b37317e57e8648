"""The address of a page: what it sets, what it hides, and what never enters it."""
