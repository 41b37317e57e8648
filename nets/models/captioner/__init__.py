"""Captioners: a convolutional encoder and a recurrent decoder with attention."""
