"""XML parsers that no document can turn against the reader; shared by workbooks, XML files and feeds.

What the elements mean is for the callers to know. Any document type declaration is refused, which disarms entity bombs
(billion laughs, quadratic blow-up) and external entities at once; no table that people publish needs one.
"""

from xml.parsers import expat


class ForbiddenError(Exception):
    """A DTD or an entity declaration; the caller knows in which part."""


def local_name(name: str) -> str:
    """``sheet`` for ``x:sheet``: the prefix is the choice of the program that wrote it."""
    return name.rpartition(":")[2]


def new_parser(encoding: str | None = None) -> expat.XMLParserType:
    """An expat parser that stops at any DTD.

    Args:
        encoding: The encoding of what it will be fed, whatever the document says of itself; None believes the document.
    """
    parser = expat.ParserCreate(encoding)
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.buffer_text = True
    return parser


def _forbid(*_declaration: object) -> None:
    raise ForbiddenError
