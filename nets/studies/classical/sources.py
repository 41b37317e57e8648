"""List the parts of our source that the Classical page shows; torch-free."""

from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_

MODELS = "nets/studies/classical/models.py"
SOURCES = (
    Source(N_("The data, split and scaled once"), "nets/studies/classical/dataset.py", "load_dataset"),
    Source(N_("The models"), MODELS, "FACTORIES"),
    Source(N_("Gradient boosting"), MODELS, "boosting"),
    Source(N_("The net: our own training"), "nets/studies/classical/network.py", "PerceptronEstimator.fit"),
    Source(N_("Accuracy and R²"), MODELS, "score"),
    Source(N_("Bias and variance"), "nets/studies/classical/standard_errors.py", "bias_variance"),
    Source(N_("Who is ahead, split by split"), "nets/studies/classical/standard_errors.py", "paired_difference"),
    Source(N_("ROC and precision"), "nets/studies/classical/threshold.py", "roc_curve"),
    Source(N_("The way down a tree"), "nets/studies/classical/explanations.py", "_tree"),
)
