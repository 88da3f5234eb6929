"""Every error that ocdsjp raises, in one tree. The library raises; only ``cli`` turns errors into words and exit codes.

``OcdsjpError``
├── ``NotationError`` (also ``ValueError``)  a written date, amount, number or name that no rule can read
├── ``ReadError``                            a file that cannot be read as the declared format, or is hostile
├── ``FetchError``                           something that could not be fetched, or may not be
├── ``MappingError``                         a mapping file or vocabulary that contradicts itself
├── ``StoreError``                           the lake or the catalogue is not in the state that it promises
├── ``PublicationError``                     a publication that does not agree with its inputs or its manifest
└── ``UsageError``                           a command or setting that makes no sense
"""

from ocdsjp.findings import Rule


class OcdsjpError(Exception):
    """The base of every error raised on purpose."""


class RuledError(OcdsjpError):
    """An error that carries the rule it broke, so that it can become a finding with a place.

    Args:
        rule: The rule that was broken.
        value: The offending value as written, or None.
        detail: What the rule's messages mention beside the value.
    """

    def __init__(self, rule: Rule, value: object = None, **detail: object) -> None:
        self.rule = rule
        self.value = None if value is None else str(value)
        self.detail = {name: str(text) for name, text in detail.items()}
        super().__init__(rule.message("en", self.value, self.detail))

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process, keyword arguments included."""
        return (_rebuild, (type(self), self.rule, self.value, self.detail))


def _rebuild(kind: type[RuledError], rule: Rule, value: str | None, detail: dict[str, str]) -> RuledError:
    return kind(rule, value, **detail)


class NotationError(RuledError, ValueError):
    """A written date, amount, number or name that no rule can read without guessing."""


class ReadError(RuledError):
    """A file that cannot be read as its declared format, or that is hostile."""


class FetchError(RuledError):
    """Something that a source has and that could not be fetched, or that may not be."""

    @property
    def status(self) -> int | None:
        """The HTTP status that the server answered with, where it answered."""
        return int(self.detail["status"]) if "status" in self.detail else None


class MappingError(RuledError):
    """A mapping file or vocabulary that is wrong in itself, whatever the data."""


class StoreError(OcdsjpError):
    """The lake or the catalogue is not in the state that it promises."""


class PublicationError(OcdsjpError):
    """A publication that does not agree with its inputs or its manifest."""


class UsageError(OcdsjpError):
    """A command or setting that makes no sense."""
