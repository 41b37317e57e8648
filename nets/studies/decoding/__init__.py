"""The subject of the Decoding page: how a language model writes."""
