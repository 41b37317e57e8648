"""Formulas that a person types, and a scalar automatic differentiation of ours that can be read in one sitting."""
