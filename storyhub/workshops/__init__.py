"""Futures workshops, live in a room.

A *workshop* is an event of a town with an agenda of *exercises*; an exercise is one run of a *method*, and a method is
data (`methods`). People sit at a *seat*, their own phone, without an account; the *stage* is the screen everybody looks
at, the *desk* the facilitator's. On a *board* cards lie in *zones*; cards are written, stacked into clusters, linked,
rated and voted on, step by step, and what a method gives out (*outputs*) is what the next one takes in (*inputs*).

Rules: the server's clock is the only clock. Every command is a POST with a key that the phone made, and repeating it
changes nothing. What is secret or blind reaches nobody else before its step has ended. Whatever is written is kept:
what comes late waits in the hold queue, what is taken back can be put back, what is merged remembers its parts.
A card's idea stays when a story behind it is withdrawn; the story's words do not.
"""
