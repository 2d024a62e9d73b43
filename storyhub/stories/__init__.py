"""Stories: told without an account, read by a moderator, published, answered by other stories, taken back.

A story belongs to its teller. Staff decide whether and where it is shown; nobody edits its words. Its state is one of

    waiting → published | kept (for the team) | hidden (with a reason);   any of them → withdrawn (by the teller)

and its audience is what the teller chose. Both together, in `policy`, say who may see it.
"""
