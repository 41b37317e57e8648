"""Recurrent nets and other nets that read sequences."""
