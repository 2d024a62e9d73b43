"""Everything that is read of a workshop."""
