"""What the page Neuron shows."""
