"""Images: sets that ship with the app or are downloaded, generated strips, and a user's own."""
