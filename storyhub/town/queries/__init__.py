"""Reads that draw from many features at once."""
