"""What operators do with a whole installation: back it up, look whether a backup is good, restore it, check, erase.

A *backup* is one file: a database at one moment, the photographs its rows name, the tombstones, and a manifest with
the hash of each. The index is never in it, the secrets neither. *Restoring* goes into an empty place only, and takes
back again whatever was taken back after the backup was made, before anybody is served.
"""
