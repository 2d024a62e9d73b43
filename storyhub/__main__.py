"""`python -m storyhub` is the same as `storyhub`."""

from storyhub.cli import main

main()
