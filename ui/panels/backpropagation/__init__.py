"""The page of backpropagation: a formula, its graph, both passes node by node, and panels that look into them."""
