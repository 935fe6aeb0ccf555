"""Users with their sessions and tokens, and the record of what they did. Secrets come and stay as digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from rashomon.errors import ArchiveError
from rashomon.store.articles import unknown
from rashomon.store.kept import ApiToken, AuditEntry, TokenOwner, User
from rashomon.store.tables import audit, sessions, tokens, users

# A login removes at most so many sessions that have ended, so that it never takes long.
_SWEPT = 500


def add_user(connection: Connection, user: User) -> None:
    """Keeps a new user. Raises: ArchiveError where there is one of this name."""
    if find_user(connection, user.name) is not None:
        raise ArchiveError(f"there is a user {user.name!r} already; choose another name, or remove that one first")
    connection.execute(
        insert(users).values(name=user.name, role=user.role, password=user.password, created=user.created)
    )


def find_user(connection: Connection, name: str) -> User | None:
    """The user of this name."""
    row = connection.execute(select(users).where(users.c.name == name)).first()
    return None if row is None else User(name=row.name, role=row.role, password=row.password, created=row.created)


def list_users(connection: Connection) -> tuple[User, ...]:
    """All users by name."""
    rows = connection.execute(select(users).order_by(users.c.name))
    return tuple(User(name=row.name, role=row.role, password=row.password, created=row.created) for row in rows)


def change_user(connection: Connection, name: str, *, role: str | None, password: str | None) -> None:
    """Gives a user another role or password; either ends the sessions, and a new role the tokens too.

    Raises: UnknownIdError.
    """
    number = _number_of(connection, name)
    given = {key: value for key, value in (("role", role), ("password", password)) if value is not None}
    if given:
        connection.execute(update(users).where(users.c.number == number).values(**given))
        connection.execute(delete(sessions).where(sessions.c.owner == number))
    if role is not None:
        connection.execute(delete(tokens).where(tokens.c.owner == number))


def remove_user(connection: Connection, name: str) -> None:
    """Removes a user with all sessions and tokens; the record of what was done stays. Raises: UnknownIdError."""
    connection.execute(delete(users).where(users.c.number == _number_of(connection, name)))


def keep_session(connection: Connection, digest: bytes, name: str, *, at: datetime, expires: datetime) -> None:
    """Keeps a session of a user, and removes some that have ended. Raises: UnknownIdError."""
    ended = select(sessions.c.number).where(sessions.c.expires <= at).limit(_SWEPT)
    connection.execute(delete(sessions).where(sessions.c.number.in_(ended)))
    owner = _number_of(connection, name)
    connection.execute(insert(sessions).values(digest=digest, owner=owner, created=at, expires=expires))


def find_session(connection: Connection, digest: bytes, at: datetime) -> User | None:
    """Whose session this is, None where there is none that holds at the instant `at`."""
    row = connection.execute(
        select(users)
        .join(sessions, sessions.c.owner == users.c.number)
        .where(sessions.c.digest == digest, sessions.c.expires > at)
    ).first()
    return None if row is None else User(name=row.name, role=row.role, password=row.password, created=row.created)


def end_session(connection: Connection, digest: bytes) -> None:
    """Ends a session, where there is one."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def keep_token(connection: Connection, digest: bytes, token: ApiToken) -> int:
    """Keeps a token of a user; its number. Raises: UnknownIdError."""
    number: int = connection.execute(
        insert(tokens)
        .values(
            digest=digest,
            owner=_number_of(connection, token.owner),
            label=token.label,
            scopes=" ".join(token.scopes),
            created=token.created,
            expires=token.expires,
        )
        .returning(tokens.c.number)
    ).scalar_one()
    return number


def find_token(connection: Connection, digest: bytes, at: datetime) -> TokenOwner | None:
    """Whose token this is and what it is good for, None where there is none that holds at the instant `at`."""
    row = connection.execute(
        select(users.c.name, users.c.role, tokens.c.scopes)
        .join(users, users.c.number == tokens.c.owner)
        .where(tokens.c.digest == digest, tokens.c.expires > at)
    ).first()
    return None if row is None else TokenOwner(name=row.name, role=row.role, scopes=tuple(row.scopes.split()))


def list_tokens(connection: Connection, owner: str | None) -> tuple[ApiToken, ...]:
    """The tokens of a user or of all, in the order they were made; those that have ended too."""
    statement = select(tokens, users.c.name.label("user")).join(users, users.c.number == tokens.c.owner)
    if owner is not None:
        statement = statement.where(users.c.name == owner)
    return tuple(
        ApiToken(
            owner=row.user,
            label=row.label,
            scopes=tuple(row.scopes.split()),
            created=row.created,
            expires=row.expires,
            number=row.number,
        )
        for row in connection.execute(statement.order_by(tokens.c.number))
    )


def remove_token(connection: Connection, owner: str, number: int) -> None:
    """Removes a token of a user. Raises: UnknownIdError."""
    done = connection.execute(
        delete(tokens).where(tokens.c.number == number, tokens.c.owner == _number_of(connection, owner))
    )
    if not done.rowcount:
        raise unknown("token", str(number))


def keep_audit(connection: Connection, entry: AuditEntry) -> None:
    """Sets down what somebody did."""
    connection.execute(
        insert(audit).values(
            at=entry.at, who=entry.who, action=entry.action, target=entry.target, address=entry.address
        )
    )


def list_audit(connection: Connection, *, before: int | None, limit: int) -> tuple[AuditEntry, ...]:
    """What was done, newest first, at most `limit`; with `before` only what has a lower number."""
    statement = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(audit.c.number < before)
    return tuple(
        AuditEntry(at=row.at, who=row.who, action=row.action, target=row.target, address=row.address, number=row.number)
        for row in connection.execute(statement)
    )


def _number_of(connection: Connection, name: str) -> int:
    number = connection.execute(select(users.c.number).where(users.c.name == name)).scalar()
    if number is None:
        raise unknown("user", name)
    return int(number)
