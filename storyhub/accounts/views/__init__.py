"""The pages of staff: signing in, one's own account, the people of a town or network."""

from storyhub.accounts.views import account, people, sign_in
from storyhub.accounts.views.blueprint import blueprint

__all__ = ["account", "blueprint", "people", "sign_in"]
