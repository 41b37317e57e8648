"""The Backpropagation page: a formula as a computation graph, both passes node by node, and panels about them."""
