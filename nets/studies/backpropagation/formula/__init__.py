"""Formulas that users type: tokens, grammar, graph. They are never evaluated as Python."""
