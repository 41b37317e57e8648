"""The parts of our files that a race runs; torch-free."""

from nets.training.problem import N_
from nets.training.source import Source

SOURCES = (
    Source(N_("The race"), "nets/optimizing/race.py", "race"),
    Source(N_("One optimizer on its way"), "nets/optimizing/race.py", "Racer"),
    Source(N_("Height and gradient at places"), "nets/optimizing/race.py", "looked_at"),
    Source(N_("The optimizers, the same that train the nets"), "nets/training/optimizers.py", "make"),
    Source(N_("The schedule"), "nets/training/optimizers.py", "learning_rate"),
    Source(N_("Where momentum is stable"), "nets/optimizing/stability.py", "left_over"),
    Source(N_("The best rate and momentum"), "nets/optimizing/stability.py", "best"),
    Source(N_("The plane along the path of a run"), "nets/probes/directions.py", "principal"),
    Source(N_("A random direction with the net's filters"), "nets/probes/directions.py", "filter_normalised"),
    Source(N_("The range test"), "nets/probes/range_test.py", "RangeTest"),
    Source(N_("Sharpness"), "nets/probes/profile.py", "sharpness"),
)
