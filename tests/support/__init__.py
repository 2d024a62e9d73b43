"""The fixtures, and what they need. No test is here."""
