"""The operators' commands. `verify-backup` needs no installation; the others run inside one."""

from storyhub.operations.cli.backups import backup, restore, verify
from storyhub.operations.cli.checks import check
from storyhub.operations.cli.erasures import erase

__all__ = ["backup", "check", "erase", "restore", "verify"]
