"""The parts of our files that fit and compare the models; torch-free."""

from nets.training.problem import N_
from nets.training.source import Source

MODELS = "nets/classical/models.py"
SOURCES = (
    Source(N_("The data, split and scaled once"), "nets/classical/held.py", "held"),
    Source(N_("The models"), MODELS, "MAKERS"),
    Source(N_("Gradient boosting"), MODELS, "boosting"),
    Source(N_("The net: our own training"), "nets/classical/network.py", "Net.fit"),
    Source(N_("Accuracy and R²"), MODELS, "score"),
    Source(N_("Bias and variance"), "nets/classical/spread.py", "parts"),
    Source(N_("Who is ahead, split by split"), "nets/classical/spread.py", "paired"),
    Source(N_("ROC and precision"), "nets/classical/threshold.py", "curve"),
    Source(N_("The way down a tree"), "nets/classical/why.py", "_tree"),
)
