"""The demonstration: ten towns, invented people, invented stories, pictures with their credits.

It exists only in a database that is stamped *demo*, and is served on this machine alone.
"""
