"""Tables: sets that come along, and a user's own CSV file."""
