"""Receipts that cannot be read back from what we keep, contacts that only their key opens."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from storyhub.core.sealing import RECEIPT_LENGTH, Keys


@pytest.fixture
def keys() -> Keys:
    return Keys("s" * 40, b"pepper" * 8, Fernet.generate_key())


def test_the_same_form_gives_the_same_receipt(keys: Keys) -> None:
    receipt = keys.receipt_for("rustavi", "form-key")
    assert receipt == keys.receipt_for("rustavi", "form-key")
    assert len(receipt) == RECEIPT_LENGTH


def test_another_town_form_or_pepper_gives_another_receipt(keys: Keys) -> None:
    others = {
        keys.receipt_for("rustavi", "form-key"),
        keys.receipt_for("poti", "form-key"),
        keys.receipt_for("rustavi", "form-kex"),
        keys.receipt_for("rustav", "iform-key"),
        replace(keys, receipt_pepper=b"another" * 8).receipt_for("rustavi", "form-key"),
    }
    assert len(others) == 5


def test_a_receipt_is_found_however_it_is_typed(keys: Keys) -> None:
    receipt = keys.receipt_for("rustavi", "form-key")
    typed = " - ".join(receipt.lower()[i : i + 4] for i in range(0, 24, 4)).replace("0", "o").replace("1", "l")
    assert keys.receipt_hash(typed) == keys.receipt_hash(receipt)


def test_what_is_kept_of_a_receipt_does_not_contain_it(keys: Keys) -> None:
    receipt = keys.receipt_for("rustavi", "form-key")
    assert receipt.lower() not in keys.receipt_hash(receipt)


def test_the_same_text_for_another_purpose_has_another_mark(keys: Keys) -> None:
    assert len({keys.form_key_hash("a"), keys.digest("a"), keys.receipt_hash("a"), keys.mac("receipt", "a").hex()}) == 4


def test_a_form_key_with_half_a_character_is_only_another_key(keys: Keys) -> None:
    assert keys.form_key_hash("\ud800") != keys.form_key_hash("\udfff")


def test_a_contact_opens_with_its_key_alone(keys: Keys) -> None:
    sealed = keys.seal("ნინო@example.org")
    assert keys.open(sealed) == "ნინო@example.org"
    assert b"example" not in sealed
    assert keys.seal("ნინო@example.org") != sealed
    assert replace(keys, contact_key=Fernet.generate_key()).open(sealed) is None
    assert keys.open(sealed[:-4] + b"AAA=") is None
