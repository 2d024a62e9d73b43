"""Learning: reflection entries that cite stories, their review, and the answers that go back to the tellers.

An *entry* belongs to a reflection log and is private to its author until submitted; a learning lead who is not its
author accepts it or returns it with thanks, never rejects it. *Evidence* is a story cited at a version, or an outcome of
a workshop, with a stance and the reason it matters. A workshop that closes begins a draft for whoever held its desk.
*Feedback* is the answer to the tellers: what we heard, did, did not do, and why.
"""
