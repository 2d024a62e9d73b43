"""Taking the archive along and bringing stories in: files for people, and what machines harvest.

An *export* is the file of a list as one person may see it; an *upload* is a file of stories on its way in. A *format* is
how stories are written and read, one file each. A *harvest record* is what OAI-PMH says of one public story. Nothing here
is the truth: files expire in days, and what a teller takes back leaves them at once.
"""
