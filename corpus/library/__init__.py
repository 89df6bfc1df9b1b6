"""The user's files: the folder, downloads into it, and the logs of what was read and fetched."""
