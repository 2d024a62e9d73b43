"""The archive: what can be searched and counted, whatever feature it comes from.

A *source* is a kind of thing the archive holds (stories now, entries and scenarios later). A feature registers its
source, and says in the transaction of each change that something changed. The archive knows none of them.
"""
