"""What is read of collections."""
