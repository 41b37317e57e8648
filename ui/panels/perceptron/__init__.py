"""Panels of the Perceptron page."""
