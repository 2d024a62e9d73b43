"""Staff: who they are, what they may do in which town or network, and how they sign in. Residents never have accounts.

A *person* is invited by mail and signs in with a passkey, or with a one-time link from a mail followed by a code
from an authenticator app (or one of their recovery codes). There are no passwords. A *membership* is one role in one
town or one network; a *staff session* is one browser that is signed in, and its row alone decides whether it still is.
Nothing here keeps an address or a browser's name.
"""
