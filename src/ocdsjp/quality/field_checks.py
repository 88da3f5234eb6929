"""The checks over the notes of one walk over a release, field by field. What a check is: ``checks``.

They have nothing to say about a release that passes the ``gate``, so it never reaches them. A check that must see every
release belongs in ``reference_checks``.
"""

import re
from collections.abc import Iterator

from ocdsjp.findings import Rule
from ocdsjp.quality import formats, gate
from ocdsjp.quality.checks import Hit, Subject, Target, check
from ocdsjp.quality.fields import Survey
from ocdsjp.quality.problems import Severity, shorten
from ocdsjp.quality.schema_rules import VALIDATORS_DISAGREE
from ocdsjp.quality.strict_json import JSON_NUMBER_TOO_LARGE
from ocdsjp.read.rules import JSON_TOO_DEEP
from ocdsjp.read.trees.json_walk import DEEPEST

_OCID = re.compile(gate.OCID)
_EARLIEST_YEAR, _LATEST_YEAR = "1990", "2049"


@check(
    Rule(
        "ocid-prefix",
        "ocid『{value}』が、登録された接頭辞（ocds- と英数小文字6字）で始まっていません。",
        'The ocid "{value}" does not begin with a registered prefix (ocds- and six lower-case letters or digits).',
        "Open Contracting Partnership に登録した接頭辞で始めてください。",
        "Begin it with the prefix that the Open Contracting Partnership registered for you.",
    ),
    Target.SURVEY,
    version=1,
)
def ocid_prefix(_survey: Survey, release: Subject) -> Iterator[Hit]:
    """The ocid begins with ``ocds-`` and six lower-case letters or digits.

    Skipped when: there is no ocid, or it is no text (the schema says so).
    Source: OCDS 1.1, reference, "Open contracting process identifier"; the OCDS Data Review Tool's conformance test.
    """
    ocid = release.get("ocid")
    if isinstance(ocid, str) and not _OCID.match(ocid):
        yield Hit("/ocid", shorten(ocid))


@check(
    Rule(
        "release-id-hash",
        "リリースの id『{value}』に # があります。",
        'The release id "{value}" contains #.',
        "# は URL の断片の区切りに使われます。ほかの文字（- など）に替えてください。",
        "Use another character, such as -: in addresses of releases # separates the fragment.",
    ),
    Target.SURVEY,
    version=1,
)
def release_id_hash(_survey: Survey, release: Subject) -> Iterator[Hit]:
    """The release id does not contain ``#``.

    Skipped when: there is no id, or it is no text (the schema says so).
    Source: OCDS 1.1, release schema, description of ``id``.
    """
    identifier = release.get("id")
    if isinstance(identifier, str) and "#" in identifier:
        yield Hit("/id", shorten(identifier))


@check(
    Rule(
        "empty-field",
        "値が空の項目です。",
        "The field is there but empty.",
        "値がなければ項目ごと省いてください。空の文字列、[]、{{}} は「値がない」とも「値が空」とも読めます。",
        "Leave a field out when it has no value; an empty text, [] or {{}} can be read either way.",
    ),
    Target.SURVEY,
    version=1,
    severity=Severity.WARNING,
)
def empty_field(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """No text is without a visible character, and no array or object is empty.

    Skipped when: the field is null, which deletes a value in a later release.
    Source: libcoveocds, additional check ``empty_field``.
    """
    for path in survey.empty:
        yield Hit(path)


@check(
    Rule(
        "date-range",
        "日付 {value} は 1990年〜2049年の外です。",
        "The date {value} is not between 1990 and 2049.",
        "既定値（1970-01-01 など）や元号の換算の誤りでないか確かめ、日付がなければ項目ごと省いてください。",
        "Check for a default such as 1970-01-01 or a wrong era, and leave the field out when there is no date.",
    ),
    Target.SURVEY,
    version=1,
    severity=Severity.WARNING,
)
def date_range(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """Every date lies between 1990 and 2049.

    Skipped when: the text is no date-time (the schema says so).
    Source: Pelican, field level check ``range.date_time``; open-contracting/ocds-cove-issues 8 (default dates).
    """
    for path, text in survey.dates:
        if not _EARLIEST_YEAR <= text[:4] <= _LATEST_YEAR and formats.is_date_time(text):
            yield Hit(path, shorten(text))


@check(VALIDATORS_DISAGREE, Target.SURVEY, version=1, severity=Severity.WARNING)
def leap_second(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """No date is written with a 60th second, which validators judge differently.

    Skipped when: the text is not refused for its second alone.
    Source: RFC 3339, section 5.7 allows leap seconds; jsonschema-rs accepts and Python's datetime refuses them.
    """
    for path, text in survey.dates:
        if text[16:19] == ":60" and formats.is_date_time(f"{text[:16]}:59{text[19:]}"):
            detail = {"title": path, "title_ja": path, "reason": "60 s"}
            yield Hit(path, shorten(text), detail)


@check(
    Rule(
        "open-codelist",
        "コード『{value}』はコードリスト {codelist} にありません（追加が許されるリストです）。",
        'The code "{value}" is not in the codelist {codelist}, to which publishers may add.',
        "同じ意味のコードがリストにあればそれを使い、なければ公開方針で意味を説明してください。",
        "Use a code of the list if one means the same, else explain yours in the publication policy.",
    ),
    Target.SURVEY,
    version=1,
    severity=Severity.WARNING,
)
def open_codelist(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """Every code of an open codelist is one that the standard or a known extension gives.

    Skipped when: the field has no codelist.
    Source: OCDS 1.1, codelists, "Open codelists".
    """
    for path, code, about in survey.other_codes:
        if about.is_open:
            yield Hit(path, shorten(code), {"codelist": about.codelist})


@check(
    Rule(
        "closed-codelist",
        "コード『{value}』はコードリスト {codelist} にありません（追加が許されないリストです）。",
        'The code "{value}" is not in the codelist {codelist}, to which publishers may not add.',
        "リストにあるコードに置き換えてください。",
        "Use a code of the list.",
    ),
    Target.SURVEY,
    version=1,
)
def closed_codelist(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """Every code of a closed codelist is in the list.

    Skipped when: the schema itself lists the codes, and so refuses others (rule schema-enum).
    Source: OCDS 1.1, codelists, "Closed codelists".
    """
    for path, code, about in survey.other_codes:
        if not about.is_open and not about.has_enum:
            yield Hit(path, shorten(code), {"codelist": about.codelist})


@check(
    Rule(
        "additional-field",
        "OCDS 1.1 にも、この版が備える拡張にもない項目です。",
        "The field is neither in OCDS 1.1 nor in the extensions that this version carries.",
        "つづりと位置を確かめてください。独自の項目は拡張として公開し、パッケージの extensions に挙げます。",
        "Check its spelling and place. Publish fields of your own as an extension and list it in the package.",
    ),
    Target.SURVEY,
    version=1,
    severity=Severity.WARNING,
)
def additional_field(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """Every field is named by the schema.

    Skipped when: the schema leaves an object's fields open, as in ``parties/details``.
    Source: OCDS 1.1, conformance and extensions; libcoveocds ``additional_fields``.
    """
    for path in survey.unknown:
        yield Hit(path)


@check(
    Rule(
        "deprecated-field",
        "OCDS {version} で非推奨になった項目です。",
        "OCDS {version} deprecated this field.",
        "標準が示す新しい項目に移してください。",
        "Move the value to the field that replaces it.",
    ),
    Target.SURVEY,
    version=1,
    severity=Severity.WARNING,
)
def deprecated_field(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """No field is one that the standard deprecated.

    Skipped when: an extension takes the field up again, as milestone_documents does.
    Source: OCDS 1.1, schema, ``deprecated``; libcoveocds ``deprecated_fields``.
    """
    for path, about in survey.deprecated:
        yield Hit(path, None, {"version": about.deprecated})


@check(JSON_NUMBER_TOO_LARGE, Target.SURVEY, version=1)
def number_too_large(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """Every number lies within ±(2^53 - 1).

    Skipped when: never.
    Source: RFC 8259, section 6, on interoperable integers.
    """
    for path, number in survey.large_numbers:
        yield Hit(path, str(number))


@check(JSON_TOO_DEEP, Target.SURVEY, version=1)
def too_deep(survey: Survey, _release: Subject) -> Iterator[Hit]:
    """Arrays and objects nest at most 64 levels deep.

    Skipped when: never.
    Source: a limit of ours; OCDS with every extension needs about 15.
    """
    if survey.too_deep:
        yield Hit("", None, {"limit": str(DEEPEST)})
