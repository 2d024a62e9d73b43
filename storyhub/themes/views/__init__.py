"""What the pages of several features say about themes."""
