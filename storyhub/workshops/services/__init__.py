"""Everything that changes a workshop."""
