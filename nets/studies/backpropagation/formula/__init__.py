"""Formulas that users type: tokens, grammar, graph; nothing of them is evaluated as Python."""
