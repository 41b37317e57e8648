"""List the parts of our source that the Backpropagation page shows; torch-free."""

from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_

SOURCES = (
    Source(N_("A value, and the backward pass"), "nets/studies/backpropagation/engine.py", "Value"),
    Source(N_("An operation"), "nets/studies/backpropagation/engine.py", "apply"),
    Source(N_("In which order"), "nets/studies/backpropagation/engine.py", "topological_order"),
    Source(N_("The rules of all operations"), "nets/studies/backpropagation/rules.py", "RULES"),
    Source(N_("One update"), "nets/studies/backpropagation/progress.py", "update_inputs"),
    Source(N_("A finite difference"), "nets/studies/backpropagation/progress.py", "finite_difference"),
    Source(N_("The same by torch"), "nets/studies/backpropagation/passes.py", "compute_with_torch"),
)
