"""Runs as the server holds them: their commands, their leases, their rest and their recovery."""
