"""State of one visit: what its pages share and what is remembered between two drawings."""
