"""The parts of our files that fit and compare the models; torch-free."""

from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_

MODELS = "nets/studies/classical/models.py"
SOURCES = (
    Source(N_("The data, split and scaled once"), "nets/studies/classical/dataset.py", "held"),
    Source(N_("The models"), MODELS, "MAKERS"),
    Source(N_("Gradient boosting"), MODELS, "boosting"),
    Source(N_("The net: our own training"), "nets/studies/classical/network.py", "Net.fit"),
    Source(N_("Accuracy and R²"), MODELS, "score"),
    Source(N_("Bias and variance"), "nets/studies/classical/standard_errors.py", "parts"),
    Source(N_("Who is ahead, split by split"), "nets/studies/classical/standard_errors.py", "paired"),
    Source(N_("ROC and precision"), "nets/studies/classical/threshold.py", "curve"),
    Source(N_("The way down a tree"), "nets/studies/classical/explanations.py", "_tree"),
)
