"""The parts of our files that the page of backpropagation runs; torch-free."""

from nets.training.problem import N_
from nets.training.source import Source

SOURCES = (
    Source(N_("A value, and the backward pass"), "nets/autograd/engine.py", "Value"),
    Source(N_("An operation"), "nets/autograd/engine.py", "apply"),
    Source(N_("In which order"), "nets/autograd/engine.py", "ordered"),
    Source(N_("The rules of all operations"), "nets/autograd/rules.py", "RULES"),
    Source(N_("One update"), "nets/autograd/walk.py", "updated"),
    Source(N_("A finite difference"), "nets/autograd/walk.py", "difference"),
    Source(N_("The same by torch"), "nets/autograd/passes.py", "by_torch"),
)
