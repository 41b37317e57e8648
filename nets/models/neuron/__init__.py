"""A single neuron: linear and logistic regression."""
