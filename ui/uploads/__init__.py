"""Files that a person brings and a worker reads."""
