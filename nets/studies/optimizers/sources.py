"""The parts of our files that a race runs; torch-free."""

from nets.experiment.source_excerpts import Source
from nets.experiment.user_error import N_

SOURCES = (
    Source(N_("The race"), "nets/studies/optimizers/race.py", "run_race"),
    Source(N_("One optimizer on its way"), "nets/studies/optimizers/race.py", "Racer"),
    Source(N_("Height and gradient at places"), "nets/studies/optimizers/race.py", "heights_and_gradients"),
    Source(N_("The optimizers, the same that train the nets"), "nets/training/optimizers.py", "build_optimizer"),
    Source(N_("The schedule"), "nets/training/optimizers.py", "learning_rate"),
    Source(N_("Where momentum is stable"), "nets/studies/optimizers/stability.py", "error_factor"),
    Source(N_("The best rate and momentum"), "nets/studies/optimizers/stability.py", "best_settings"),
    Source(N_("The plane along the path of a run"), "nets/probes/landscape/directions.py", "principal"),
    Source(N_("A random direction with the net's filters"), "nets/probes/landscape/directions.py", "filter_normalized"),
    Source(N_("The range test"), "nets/probes/landscape/lr_range.py", "RangeTest"),
    Source(N_("Sharpness"), "nets/probes/landscape/sharpness_profile.py", "sharpness"),
)
