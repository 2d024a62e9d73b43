"""Reads: the reader's lists and pages, the desk's queue, the teller's own story."""
