"""The rules of a JSON Schema in words, one for each keyword that OCDS uses. They are tested in ``validation``."""

from ocdsjp.findings import Rule

SCHEMA_TYPE = Rule(
    "schema-type",
    "{title_ja}の値 {value} は型が違います（正しい型: {expected_ja}）。",
    "{title} has the value {value}, which is not of the type {expected}.",
    "正しい型で書いてください。数は引用符なし、文字列は引用符つきです。値がなければ項目ごと省きます。",
    "Write it in that type: numbers without quotes, texts with quotes. Leave the field out when there is no value.",
)
SCHEMA_REQUIRED = Rule(
    "schema-required",
    "必須の項目がありません: {title_ja}。",
    "A required field is missing: {title}.",
    "この項目を加えてください。",
    "Add the field.",
)
SCHEMA_ENUM = Rule(
    "schema-enum",
    "{title_ja}の値 {value} は決められたコードではありません。",
    "{title} has the value {value}, which is not one of its codes.",
    "次のどれかにしてください: {expected}。",
    "Use one of: {expected}.",
)
SCHEMA_DATE = Rule(
    "schema-format-date-time",
    "{title_ja}の値 {value} は日時の書き方（RFC 3339）ではありません。",
    "{title} has the value {value}, which is not a date-time (RFC 3339).",
    "2025-04-01T09:00:00+09:00 のように、時刻と時差まで書いてください。",
    "Write date, time and offset, such as 2025-04-01T09:00:00+09:00.",
)
SCHEMA_URI = Rule(
    "schema-format-uri",
    "{title_ja}の値 {value} は URI ではありません。",
    "{title} has the value {value}, which is not a URI.",
    "https:// などで始め、日本語や空白はパーセント符号化（%E6%97%A5 など）してください。",
    "Begin with https:// or another scheme, and percent-encode blanks and letters outside ASCII.",
)
SCHEMA_FORMAT = Rule(
    "schema-format",
    "{title_ja}の値 {value} は {expected} の書き方ではありません。",
    "{title} has the value {value}, which is not in the format {expected}.",
    "決められた書き方に直してください。",
    "Write it in that format.",
)
SCHEMA_PATTERN = Rule(
    "schema-pattern",
    "{title_ja}の値 {value} は決められた形ではありません（正規表現 {expected}）。",
    "{title} has the value {value}, which does not have the form {expected} (a regular expression).",
    "決められた形に直してください。",
    "Write it in that form.",
)
SCHEMA_LENGTH = Rule(
    "schema-length",
    "{title_ja}の値 {value} は長さが合いません（{keyword}: {expected}）。",
    "{title} has the value {value}, which has the wrong length ({keyword}: {expected}).",
    "値を入れるか、値がなければ項目ごと省いてください。",
    "Fill it in, or leave the field out when there is no value.",
)
SCHEMA_RANGE = Rule(
    "schema-range",
    "{title_ja}の値 {value} は範囲の外です（{keyword}: {expected}）。",
    "{title} has the value {value}, which is out of range ({keyword}: {expected}).",
    "値と単位を確かめてください。",
    "Check the value and its unit.",
)
SCHEMA_UNIQUE = Rule(
    "schema-unique-items",
    "{title_ja}に同じものが2回以上あります。",
    "{title} holds the same thing more than once.",
    "重なりを取り除いてください。",
    "Remove the repetition.",
)
SCHEMA_ADDITIONAL = Rule(
    "schema-additional-properties",
    "{title_ja}に、決められていない項目があります。",
    "{title} has fields that are not allowed.",
    "項目名のつづりを確かめるか、項目を取り除いてください。",
    "Check the spelling of the names, or remove the fields.",
)
SCHEMA_CHOICE = Rule(
    "schema-choice",
    "{title_ja}は、決められた形のどれにも（または1つだけに）当てはまりません（{keyword}）。",
    "{title} has none of its allowed forms, or more than one ({keyword}).",
    "標準の該当項目を見て、どれか1つの形に揃えてください。",
    "Look the field up in the standard and use one of the forms.",
)
SCHEMA_OTHER = Rule(
    "schema-other",
    "{title_ja}がスキーマに合いません（{keyword}: {expected}）。",
    "{title} does not match the schema ({keyword}: {expected}).",
    "標準の該当項目を見て直してください。",
    "Look the field up in the standard and mend it.",
)
VALIDATORS_DISAGREE = Rule(
    "validators-disagree",
    "2つの検証プログラムの判断が分かれました: {title_ja} の値 {value}（{reason}）。",
    "Two validators disagree about {title} with the value {value} ({reason}).",
    "受け取る側によって拒まれることがあります。閏秒（60秒）など紛らわしい書き方を避けてください。",
    "Some readers will refuse it: avoid notations on which programs differ, such as leap seconds.",
)

BY_KEYWORD = {
    "type": SCHEMA_TYPE,
    "required": SCHEMA_REQUIRED,
    "enum": SCHEMA_ENUM,
    "format": SCHEMA_FORMAT,
    "pattern": SCHEMA_PATTERN,
    "minLength": SCHEMA_LENGTH,
    "maxLength": SCHEMA_LENGTH,
    "minItems": SCHEMA_LENGTH,
    "maxItems": SCHEMA_LENGTH,
    "minProperties": SCHEMA_LENGTH,
    "maxProperties": SCHEMA_LENGTH,
    "minimum": SCHEMA_RANGE,
    "maximum": SCHEMA_RANGE,
    "multipleOf": SCHEMA_RANGE,
    "uniqueItems": SCHEMA_UNIQUE,
    "additionalProperties": SCHEMA_ADDITIONAL,
    "oneOf": SCHEMA_CHOICE,
    "anyOf": SCHEMA_CHOICE,
    "not": SCHEMA_CHOICE,
}

BY_FORMAT = {"date-time": SCHEMA_DATE, "uri": SCHEMA_URI}

TYPES_JA = {
    "string": "文字列",
    "number": "数",
    "integer": "整数",
    "boolean": "真偽値",
    "object": "オブジェクト",
    "array": "配列",
    "null": "null",
}
