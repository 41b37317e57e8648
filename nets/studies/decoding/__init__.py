"""The subject of the Decoding page: how text is generated from a language model."""
