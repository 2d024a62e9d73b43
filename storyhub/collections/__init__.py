"""Collections: stories that a town's staff put together, in an order and with words between them.

A *collection* has a title, words at its beginning and *parts*: stories, and notes that stand between them. It is open
to everyone once published, and every reader finds in it those of its stories that are open to them, at that moment.
A *booklet* is a collection on paper: a PDF made in the worker, which expires and is withheld as soon as something in
it changes. What leaves the building asks its teller for quotation too (docs/decisions/0024).
"""
