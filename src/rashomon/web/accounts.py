"""Accounts: passwords, sessions, tokens for programs, roles, and how often somebody may guess.

Passwords are kept as argon2id hashes (RFC 9106), sessions and tokens, which are 256 random bits, as their SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from rashomon.errors import InputError, RashomonError
from rashomon.store import ApiToken, AuditEntry, User

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from rashomon.store import Archive

ROLES: Final = ("read", "correct", "ingest", "admin")
"""What somebody may do; each may all that those before it may."""
SESSION_HOURS: Final = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHORTEST, _LONGEST = 10, 1000
_LONGEST_DAYS = 3650
_TOKEN_START = "rsh_"  # so that a secret scanner knows one
# A hash takes 64 MB for a moment; more at once would let a crowd of guesses fill the memory.
_HASHING = threading.BoundedSemaphore(2)


class TooManyTriesError(RashomonError):
    """Somebody has guessed too often; `seconds` until the next try."""

    def __init__(self, seconds: float) -> None:
        """Tells how long to wait."""
        self.seconds = max(1, round(seconds))
        super().__init__(f"too many tries; wait {self.seconds} seconds and try again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who asks, and what they may do. `scopes` is None where no token narrows the role."""

    name: str
    role: str
    scopes: tuple[str, ...] | None = None

    def may(self, role: str) -> bool:
        """True where the role, and the token if it is one, reach as far as `role`."""
        reach = ROLES.index(self.role)
        if self.scopes is not None:
            reach = min(reach, max((ROLES.index(scope) for scope in self.scopes if scope in ROLES), default=-1))
        return ROLES.index(role) <= reach


LOCAL: Final = Who(name="local", role="correct")
"""Everybody at the machine, where there are no accounts."""


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its parameters and salt. Raises: InputError where that is no password."""
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise InputError(f"a password has {_SHORTEST} to {_LONGEST} characters; choose another one")
    with _HASHING:
        return _hasher().hash(password)


def add_user(archive: Archive, name: str, role: str, password: str) -> None:
    """Keeps a new user. Raises: InputError; ArchiveError where there is one of this name."""
    if not _NAME.fullmatch(name):
        raise InputError("a user's name has 1 to 64 of a-z, 0-9, dot, dash and underscore, and begins with a letter or "
                         "digit")  # fmt: skip
    _check_role(role)
    if name == LOCAL.name:
        raise InputError(f"the name {name!r} stands for people without an account; choose another one")
    archive.add_user(User(name=name, role=role, password=hash_password(password), created=datetime.now(UTC)))


def check_password(archive: Archive, name: str, password: str) -> User | None:
    """The user of this name where the password is right, else None; it takes as long where there is no such user."""
    user = archive.user(name[:_LONGEST])
    if len(password) > _LONGEST:
        return None
    with _HASHING:
        right = _verify(user.password if user else _nobody(), password)
    return user if right else None


def start_session(archive: Archive, name: str) -> str:
    """Begins a session of a user; what their cookie is to hold."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    archive.keep_session(digest(secret), name, at=now, expires=now + timedelta(hours=SESSION_HOURS))
    return secret


def find_session(archive: Archive, secret: str) -> Who | None:
    """Whose session the cookie stands for, None where that does not hold."""
    user = archive.find_session(digest(secret), datetime.now(UTC))
    return Who(name=user.name, role=user.role) if user else None


def add_token(archive: Archive, owner: str, label: str, scopes: Sequence[str], days: float) -> str:
    """A new token of a user, to be shown once: only its digest is kept.

    Raises: InputError; UnknownIdError where there is no such user.
    """
    if not scopes:
        raise InputError(f"a token needs a scope; choose of {', '.join(ROLES)}")
    for scope in scopes:
        _check_role(scope)
    if not 0 < days <= _LONGEST_DAYS:
        raise InputError(f"a token holds for more than 0 and at most {_LONGEST_DAYS} days")
    user = archive.user(owner)
    if user is not None and not all(Who(name=owner, role=user.role).may(scope) for scope in scopes):
        raise InputError(f"{owner} has the role {user.role}; a token can't do more than its user")
    secret, now = _TOKEN_START + secrets.token_urlsafe(32), datetime.now(UTC)
    expires = now + timedelta(days=days)
    token = ApiToken(owner=owner, label=label[:200], scopes=tuple(scopes), created=now, expires=expires)
    archive.keep_token(digest(secret), token)
    return secret


def find_token(archive: Archive, secret: str) -> Who | None:
    """Whose token this is, and what it reaches; None where it does not hold."""
    owner = archive.find_token(digest(secret), datetime.now(UTC))
    return Who(name=owner.name, role=owner.role, scopes=owner.scopes) if owner else None


def digest(secret: str) -> bytes:
    """The SHA-256 of `secret`. It is as good as a slow hash: 256 random bits can't be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def note(archive: Archive, who: str, action: str, *, target: str = "", address: str = "") -> None:
    """Sets down in the audit log what somebody did."""
    archive.note(
        AuditEntry(at=datetime.now(UTC), who=who[:100], action=action, target=target[:500], address=address[:100])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How often may be tried within `seconds`: by one address for one name, by one address, for one name."""

    pair: int = 5
    address: int = 20
    name: int = 60
    seconds: float = 900


class Throttle:
    """Counts tries to sign in that have failed. A try counts before it is checked, so that many at once gain nothing.

    The limit for a name alone is high: else anybody could lock a colleague out.
    """

    _MOST = 20_000

    def __init__(self, tries: Tries | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody has tried yet."""
        self._tries, self._clock = tries or Tries(), clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def enter(self, name: str, address: str) -> None:
        """Counts a try. Raises: TooManyTriesError where there have been too many."""
        limits = self._limits(name, address)
        with self._lock:
            now = self._clock()
            for key, most in limits.items():
                recent = [at for at in self._failed.get(key, ()) if now - at < self._tries.seconds]
                if len(recent) >= most:
                    raise TooManyTriesError(self._tries.seconds - (now - recent[-most]))
                self._failed[key] = recent
            for key in limits:
                self._failed[key].append(now)
                self._failed.move_to_end(key)
            while len(self._failed) > self._MOST:
                self._failed.popitem(last=False)

    def succeed(self, name: str, address: str) -> None:
        """Takes the last try back: it was the right password."""
        pair, *others = self._limits(name, address)
        with self._lock:
            self._failed.pop(pair, None)
            for key in others:
                if self._failed.get(key):
                    self._failed[key].pop()

    def _limits(self, name: str, address: str) -> dict[tuple[str, str], int]:
        name = name[:100]
        return {
            (name, address): self._tries.pair,
            ("", address): self._tries.address,
            (name, ""): self._tries.name,
        }


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def _verify(kept: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


_nobodys_hash: list[str] = []


def _nobody() -> str:
    """A hash that no password has, to spend the same time on."""
    if not _nobodys_hash:
        _nobodys_hash.append(_hasher().hash(secrets.token_urlsafe(32)))
    return _nobodys_hash[0]


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InputError(f"there is no role {role!r}; choose of {', '.join(ROLES)}")
