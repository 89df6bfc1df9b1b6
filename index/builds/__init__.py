"""Build folders on disk: one of them current, a lock, a rollback."""
