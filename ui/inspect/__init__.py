"""Inspectors of any net: what each shows of the weights, the gradients, the loss and the cost."""
