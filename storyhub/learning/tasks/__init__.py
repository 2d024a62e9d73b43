"""What the worker does for learning. Each may run twice."""
