"""Panels of the Word2Vec page and of others that show vectors of words."""
