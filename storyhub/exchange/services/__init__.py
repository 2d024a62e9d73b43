"""What the exchange does."""
