"""The frame of all pages: menu, language, styles, arrival of browsers."""
