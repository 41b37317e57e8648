"""Formulas that users type, and an automatic differentiation of scalars that can be read in one sitting."""
