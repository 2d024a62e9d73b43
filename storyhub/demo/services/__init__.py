"""Filling a database with the demonstration, through the same services that residents and staff use."""

from storyhub.demo.services.filling import fill, seed_programme
from storyhub.demo.services.telling import credit_of, form_key

__all__ = ["credit_of", "fill", "form_key", "seed_programme"]
