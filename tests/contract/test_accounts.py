"""Users, sessions, tokens and the audit log, and events in pages, in either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.archives import dated, group_all

from rashomon.errors import ArchiveError, UnknownIdError
from rashomon.store import ApiToken, AuditEntry, EventQuery, User

NOW = datetime(2031, 5, 8, 12, 0, 0, 250, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def user(name: str, role: str = "read") -> User:
    return User(name=name, role=role, password=f"hash of {name}", created=NOW)


def token(owner: str, label: str = "cron") -> ApiToken:
    return ApiToken(owner=owner, label=label, scopes=("read", "correct"), created=NOW, expires=LATER)


def test_users_are_kept_changed_and_removed(archive):
    archive.add_user(user("mo"))
    archive.add_user(user("ada", "admin"))
    assert archive.user("mo") == user("mo") and archive.user("nobody") is None
    with pytest.raises(ArchiveError, match="already"):
        archive.add_user(user("mo", "admin"))
    archive.change_user("mo", role="correct", password="new")
    assert [(one.name, one.role, one.password) for one in archive.users()] == [
        ("ada", "admin", "hash of ada"),
        ("mo", "correct", "new"),
    ]
    archive.remove_user("mo")
    assert archive.users() == (user("ada", "admin"),)
    for call in (archive.remove_user, lambda name: archive.change_user(name, role="read")):
        with pytest.raises(UnknownIdError):
            call("mo")


def test_a_session_holds_until_it_ends(archive):
    archive.add_user(user("mo"))
    archive.keep_session(b"1" * 32, "mo", at=NOW, expires=LATER)
    archive.keep_session(b"2" * 32, "mo", at=NOW, expires=LATER)
    assert archive.find_session(b"1" * 32, NOW) == user("mo")
    assert archive.find_session(b"1" * 32, LATER) is None and archive.find_session(b"3" * 32, NOW) is None
    archive.end_session(b"1" * 32)
    assert archive.find_session(b"1" * 32, NOW) is None and archive.find_session(b"2" * 32, NOW) is not None
    with pytest.raises(UnknownIdError):
        archive.keep_session(b"4" * 32, "nobody", at=NOW, expires=LATER)


@pytest.mark.parametrize("change", [{"role": "admin"}, {"password": "new"}], ids=str)
def test_what_changes_a_user_ends_their_sessions_and_a_role_their_tokens(archive, change):
    for name in ("mo", "ada"):
        archive.add_user(user(name))
        archive.keep_session(name.encode() * 8, name, at=NOW, expires=LATER)
        archive.keep_token(name.encode() * 9, token(name))
    archive.change_user("mo", **change)
    assert archive.find_session(b"mo" * 8, NOW) is None and archive.find_session(b"ada" * 8, NOW) is not None
    assert (archive.find_token(b"mo" * 9, NOW) is None) == ("role" in change)


def test_a_token_holds_until_it_ends_or_is_taken_away(archive):
    for name in ("mo", "ada"):
        archive.add_user(user(name))
    number = archive.keep_token(b"t" * 32, token("mo"))
    found = archive.find_token(b"t" * 32, NOW)
    assert (found.name, found.role, found.scopes) == ("mo", "read", ("read", "correct"))
    assert archive.find_token(b"t" * 32, LATER) is None
    assert [(one.owner, one.label, one.number) for one in archive.tokens("mo")] == [("mo", "cron", number)]
    assert archive.tokens("ada") == ()
    with pytest.raises(UnknownIdError):
        archive.remove_token("ada", number)  # of another
    archive.remove_token("mo", number)
    assert archive.find_token(b"t" * 32, NOW) is None and archive.tokens() == ()


def test_with_a_user_go_sessions_and_tokens(archive):
    archive.add_user(user("mo"))
    archive.keep_session(b"s" * 32, "mo", at=NOW, expires=LATER)
    archive.keep_token(b"t" * 32, token("mo"))
    archive.remove_user("mo")
    archive.add_user(user("mo"))
    assert archive.find_session(b"s" * 32, NOW) is None and archive.find_token(b"t" * 32, NOW) is None


def test_the_audit_log_comes_newest_first_in_pages(archive):
    for n in range(5):
        archive.note(AuditEntry(at=NOW + timedelta(seconds=n), who=f"u{n}", action="do", target="t\0", address="::1"))
    first = archive.audit(limit=2)
    assert [one.who for one in first] == ["u4", "u3"] and first[0].at == NOW + timedelta(seconds=4)
    assert [one.who for one in archive.audit(before=first[-1].number, limit=9)] == ["u2", "u1", "u0"]


def test_events_in_pages_are_all_events_in_order(archive):
    times = [None, 1, 1, 1, 2, None, 3, 1]
    archive.add([
        dated(n, published=None if day is None else datetime(2031, 1, day, tzinfo=UTC)) for n, day in enumerate(times)
    ])  # fmt: skip
    group_all(archive, lambda one: f"e{one.id}")
    whole = archive.events(EventQuery(limit=100))
    assert len(whole) == len(times)
    for place, event in enumerate(whole):
        behind = archive.events(EventQuery(limit=3, after=(event.last, event.id)))
        assert behind == whole[place + 1 : place + 4]
    with pytest.raises(UnknownIdError):
        archive.events(EventQuery(after=(None, "none")))
