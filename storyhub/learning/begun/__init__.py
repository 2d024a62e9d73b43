"""What a draft says when it is begun for its author: plain lines from what was written down, in the language of the record.

Nothing in them is judged, and nobody is named. `services.beginning` keeps them; the author makes of them what they think.
"""
