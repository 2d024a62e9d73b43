"""Writes: telling, photographs, reviewing, withdrawing, reporting, importing. The actor comes first; each is one transaction."""
