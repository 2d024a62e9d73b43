"""The town's settings and the network host's table: pages on which what varies between towns is kept.

Admins configure. Being one opens no story.
"""
