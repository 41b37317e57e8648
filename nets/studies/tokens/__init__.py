"""The subject of the Tokens page: text split into characters, words, and byte pairs learnt from the text."""
