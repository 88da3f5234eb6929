"""Every rule that a file can break while it is read, in both languages.

They stand in one table, and not beside each check, because the reading happens in a child process: the child names a
rule by its id, and the parent looks it up here. A message mentions nothing but ``{value}`` and the details that
its check gives.
"""

from ocdsjp.findings import Rule

_RESAVE_JA = "表計算ソフトで開き、『Excel ブック (.xlsx)』として保存し直してください。"
_RESAVE_EN = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)."
_BOMB_JA = "通常の表ではあり得ない作りです。必要な表だけを新しいブックに写して保存し直してください。"
_BOMB_EN = "No ordinary table is built like this: copy the table that matters into a new workbook and save that."
_TAKE_AGAIN_JA = "もう一度ダウンロードするか、公開元に確かめてください。"
_TAKE_AGAIN_EN = "Download it again or ask its publisher."

# --- the file as a whole -------------------------------------------------------------------------------------------
FILE_EMPTY = Rule(
    "file-empty",
    "ファイルに中身がありません。",
    "The file has no content.",
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
FILE_MISSING = Rule(
    "file-missing",
    "ファイルを開けません（{reason}）。",
    "The file cannot be opened ({reason}).",
    "ファイルの場所と読み取り権限を確かめてください。",
    "Check where it lies and that it may be read.",
)
FILE_TOO_LARGE = Rule(
    "file-too-large",
    "ファイルの大きさ {value} バイトが上限 {limit} バイトを超えています。",
    "The file has {value} bytes; the limit is {limit}.",
    "年度や種別で分けるか、上限 max_file_bytes を上げてください。",
    "Split it by year or kind, or raise the limit max_file_bytes.",
)
CRASHED = Rule(
    "file-crashed-reader",
    "このファイルを読む処理が異常終了しました（{reason}）。",
    "The reader died on this file ({reason}).",
    "ファイルが壊れているおそれがあります。" + _RESAVE_JA,
    "The file is probably damaged. " + _RESAVE_EN,
)
TOO_SLOW = Rule(
    "file-too-slow",
    "{limit} 秒たっても読み終わりません。",
    "Reading did not end within {limit} seconds.",
    "ファイルを分けるか、上限 child_wall_seconds と child_cpu_seconds を上げてください。",
    "Split the file, or raise the limits child_wall_seconds and child_cpu_seconds.",
)
TOO_MUCH_MEMORY = Rule(
    "file-needs-too-much-memory",
    "読むのに必要なメモリが上限 {limit} バイトを超えます。",
    "Reading needs more memory than the limit of {limit} bytes.",
    "ファイルを分けるか、上限 child_memory_bytes を上げてください。",
    "Split the file, or raise the limit child_memory_bytes.",
)

# --- text ----------------------------------------------------------------------------------------------------------
ENCODING_WRONG = Rule(
    "encoding-wrong",
    "宣言された文字コード {encoding} では読めません（{line} 行目、{offset} バイト目）。",
    "The file is not in its declared encoding {encoding} (line {line}, byte {offset}).",
    "mappings の read.encoding を実際の文字コードに直すか、公開元に確かめてください。",
    "Set read.encoding of the mapping to the real encoding, or ask the publisher.",
)
ENCODING_UNKNOWN = Rule(
    "encoding-unknown",
    "文字コードが UTF-8、CP932、EUC-JP、ISO-2022-JP のどれでもありません（または混在しています）。",
    "The text is in none of UTF-8, CP932, EUC-JP and ISO-2022-JP, or mixes them.",
    "一つの文字コードで保存し直すか、mappings の read.encoding で宣言してください。",
    "Save it in one encoding, or declare it as read.encoding of the mapping.",
)
ENCODING_AMBIGUOUS = Rule(
    "encoding-ambiguous",
    "文字コードが CP932 とも EUC-JP とも読めます。",
    "The text is valid in CP932 and in EUC-JP, with different meanings.",
    "推測はしません。mappings の read.encoding で宣言してください。",
    "Nothing is guessed: declare it as read.encoding of the mapping.",
)
NOT_TEXT = Rule(
    "file-not-text",
    "CSV として宣言されていますが、中身は {kind} です。",
    "The file is declared as CSV, but it is {kind}.",
    "mappings の read.format を直すか、CSV を入れてください。",
    "Correct read.format of the mapping, or supply the CSV.",
)
LINE_TOO_LONG = Rule(
    "csv-line-too-long",
    "{line} 行目に改行がないまま {limit} 文字を超えています。",
    "Line {line} has no line break for more than {limit} characters.",
    "CSV かどうか、引用符が閉じているかを確かめてください。",
    "Check that it is CSV and that its quotation marks are closed.",
)
FIELD_TOO_LONG = Rule(
    "csv-field-too-long",
    "{line} 行目からのセルが上限 {limit} 文字を超えています。",
    "The cell that begins near line {line} has more than {limit} characters.",
    '引用符（"）が閉じているかを確かめてください。',
    "Check that its quotation marks are closed.",
)
QUOTE_OPEN = Rule(
    "csv-quote-open",
    '{line} 行目で開いた引用符（"）が閉じていません。後の行が一つのセルに飲み込まれています。',
    "A quotation mark opened at line {line} is never closed properly and swallows the lines after it.",
    "その行の引用符を閉じるか、セルの中の引用符を二つ重ねてください。",
    "Close it, or double the quotation marks that belong to the text.",
)
QUOTE_BROKEN = Rule(
    "csv-quote-broken",
    '引用符（"）の使い方が CSV の規則に合わない行です（『{value}』）。',
    'The quotation marks of this row break the rules of CSV ("{value}").',
    "セルの中の引用符は二つ重ね、セル全体を引用符で囲んでください。",
    "Double quotation marks inside a cell and quote the whole cell.",
)
ROW_TOO_LONG = Rule(
    "csv-row-too-long",
    "見出しより値の数が多い行です（見出し {expected}、値 {found}）。",
    "The row has more values ({found}) than the header has names ({expected}).",
    "余分な区切り文字を除くか、値を引用符で囲んでください。",
    "Remove the extra delimiter, or quote the value that contains it.",
)

# --- workbooks -----------------------------------------------------------------------------------------------------
NOT_A_WORKBOOK = Rule(
    "file-not-a-workbook",
    "Excel ファイルとして宣言されていますが、中身は {kind} です。",
    "The file is declared as an Excel workbook, but it is {kind}.",
    _RESAVE_JA,
    _RESAVE_EN,
)
ENCRYPTED = Rule(
    "workbook-encrypted",
    "パスワードで保護されたブックです。",
    "The workbook is protected by a password.",
    "パスワードを外して保存し直したものを入れてください。",
    "Supply a copy that was saved without a password.",
)
WORKBOOK_BROKEN = Rule(
    "workbook-broken",
    "ブックが壊れています（{reason}）。",
    "The workbook is damaged ({reason}).",
    _TAKE_AGAIN_JA + "直らなければ、" + _RESAVE_JA,
    _TAKE_AGAIN_EN + " If that does not help: " + _RESAVE_EN,
)
ZIP_BOMB = Rule(
    "workbook-unpacks-too-large",
    "展開すると {value} バイトを超えます（上限 {limit}）。",
    "The workbook unpacks to more than {value} bytes (limit {limit}).",
    _BOMB_JA,
    _BOMB_EN,
)
ZIP_MEMBERS = Rule(
    "workbook-too-many-parts",
    "ブックの部品が {value} 個あります（上限 {limit}）。",
    "The workbook has {value} parts (limit {limit}).",
    _BOMB_JA,
    _BOMB_EN,
)
ZIP_LIES = Rule(
    "workbook-sizes-contradict",
    "部品 {value} の記録上の大きさと実際の中身が食い違います。",
    "The recorded size of the part {value} contradicts its content.",
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
XML_DTD = Rule(
    "workbook-xml-declares-entities",
    "部品 {value} に DTD または実体の宣言があります。Excel はこれを書きません。",
    "The part {value} declares a DTD or entities, which Excel never writes.",
    _BOMB_JA,
    _BOMB_EN,
)
SHEET_TOO_LARGE = Rule(
    "sheet-too-large",
    "表の範囲が {rows} 行 × {columns} 列に及びます（上限 {limit} セル、{max_columns} 列）。",
    "The sheet spans {rows} rows x {columns} columns (limits: {limit} cells, {max_columns} columns).",
    "表から離れたセルの値を消して保存し直してください。",
    "Clear the cells that lie far from the table and save it again.",
)
CELL_OUTSIDE_GRID = Rule(
    "cell-outside-grid",
    "存在しないセル番地『{value}』があります。",
    'There is no cell "{value}" in any spreadsheet.',
    _BOMB_JA,
    _BOMB_EN,
)
MERGE_TOO_LARGE = Rule(
    "merge-too-large",
    "結合セル『{value}』の範囲または数が大きすぎます。",
    'The merged cell "{value}" is too large, or there are too many of them.',
    "セルの結合を解いて保存し直してください。",
    "Unmerge the cells and save it again.",
)
SHEET_NOT_FOUND = Rule(
    "sheet-not-found",
    "シート『{value}』がありません（あるシート: {found}）。",
    'There is no sheet "{value}" (sheets: {found}).',
    "mappings の read.sheets を直してください。",
    "Correct read.sheets of the mapping.",
)
SHEET_HIDDEN = Rule(
    "sheet-hidden",
    "非表示のシート『{value}』は読みませんでした。",
    'The hidden sheet "{value}" was not read.',
    "公開してよいデータなら、mappings に read.hidden: include と書いてください。",
    "If it may be published, set read.hidden: include in the mapping.",
)
COLUMNS_HIDDEN = Rule(
    "columns-hidden",
    "非表示の列（{value}）は空として読みました。",
    "The hidden columns {value} were read as empty.",
    "公開してよいデータなら、mappings に read.hidden: include と書いてください。",
    "If they may be published, set read.hidden: include in the mapping.",
)
HIDDEN_UNKNOWN = Rule(
    "workbook-hidden-unknown",
    "非表示の行や列があるかを調べられませんでした（{reason}）。",
    "Whether rows or columns are hidden could not be determined ({reason}).",
    _RESAVE_JA,
    _RESAVE_EN,
)
MACROS_IGNORED = Rule(
    "workbook-macros-ignored",
    "マクロ（{value}）は実行も読み取りもしていません。",
    "Macros ({value}) were neither run nor read.",
    "マクロのない .xlsx で公開するよう勧めてください。",
    "Suggest to the publisher a workbook without macros (.xlsx).",
)
LINKS_IGNORED = Rule(
    "workbook-links-ignored",
    "他のファイルへのリンク（{value}）はたどらず、保存されていた値を使いました。",
    "Links to other files ({value}) were not followed; the values saved with the workbook were used.",
    "値だけを貼り付けたブックを公開するよう勧めてください。",
    "Suggest to the publisher a workbook with values only.",
)

# --- tables --------------------------------------------------------------------------------------------------------
HEADER_NOT_FOUND = Rule(
    "header-not-found",
    "見出し『{value}』がありません（見つかった見出し: {found}）。",
    'The headers "{value}" are missing (found: {found}).',
    "様式が変わった場合は mappings の列名か read.header を直してください。",
    "If the form has changed, correct the column names or read.header of the mapping.",
)
TOO_MANY_COLUMNS = Rule(
    "table-too-many-columns",
    "{row} 行目に {value} 列あります（上限 {limit}）。",
    "Row {row} has {value} columns (limit {limit}).",
    "区切り文字（read.delimiter）が正しいかを確かめてください。",
    "Check that the delimiter (read.delimiter) is right.",
)

# --- cells ---------------------------------------------------------------------------------------------------------
CELL_ERROR = Rule(
    "cell-holds-error",
    "セルが Excel のエラー『{value}』になっています。",
    'The cell shows the Excel error "{value}".',
    "原本の数式を直して保存し直してください。",
    "Mend the formula in the original and save it again.",
)
CELL_WITHOUT_RESULT = Rule(
    "cell-formula-without-result",
    "数式の計算結果が保存されていないセルです（{value}）。数式は計算しません。",
    "The cell's formula was saved without its result ({value}); formulas are never evaluated.",
    "表計算ソフトで開いて保存し直すか、値として貼り付けてください。",
    "Open and save it in a spreadsheet program, or paste it as a value.",
)
GAIJI = Rule(
    "cell-private-characters",
    "公開元のコンピュータでしか読めない文字（外字など）を含みます（『{value}』）。",
    'The text holds characters that only its publisher\'s computers can show ("{value}").',
    "原本の外字を標準の文字に置き換えてください。文字はそのまま残しました。",
    "Replace them in the original by standard characters; they were kept as they are.",
)
NUL_DROPPED = Rule(
    "csv-nul-dropped",
    "NUL 文字を {value} 個取り除きました。",
    "{value} NUL characters were dropped.",
    "書き出した側のシステムに不具合がないか、公開元に確かめてください。",
    "Ask the publisher whether the system that wrote the file has a fault.",
)
CELL_NOT_FINITE = Rule(
    "cell-number-not-finite",
    "セルの数値『{value}』は数として扱えません。",
    'The cell\'s number "{value}" is not a finite number.',
    "原本を直してください。",
    "Mend the original.",
)

BY_ID = {rule.id: rule for rule in tuple(globals().values()) if isinstance(rule, Rule)}
"""The rules by their ids."""
