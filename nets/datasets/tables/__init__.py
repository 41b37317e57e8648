"""Tables: sets that ship with the app, and a user's own CSV file."""
