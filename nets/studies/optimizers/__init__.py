"""Optimizers race over surfaces: the very ones that train the nets, on two numbers that can be seen."""
