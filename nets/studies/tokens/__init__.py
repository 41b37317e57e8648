"""Text cut into tokens: characters, words, and byte pairs learnt from the text itself."""
