"""Networks and their towns: names, districts, languages, prompts, and the texts a town answers for.

A town's prose that tellers are shown (consent wording, legal pages) has versions; a new one never changes an old one.
"""
