"""The panels of single pages: a room for each page or kind of page."""
