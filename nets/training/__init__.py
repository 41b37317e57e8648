"""The training loop in a worker: tasks, optimizers, checkpoints, snapshots, history."""
