"""Elements drawn in the browser by our own scripts: `ticker`, `plane`, `network`; `library` brings their code."""
