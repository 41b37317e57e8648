"""Runs in the server: their commands, leases, rests and recoveries."""
