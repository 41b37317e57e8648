"""Recurrent encoder-decoders with and without attention."""
