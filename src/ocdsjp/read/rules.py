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
    "テキスト（CSV、HTML など）として宣言されていますが、中身は {kind} です。",
    "The file is declared as text (CSV, HTML …), but it is {kind}.",
    "mappings の read.format を直すか、宣言どおりのファイルを入れてください。",
    "Correct read.format of the mapping, or supply the file that it declares.",
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

# --- pages ---------------------------------------------------------------------------------------------------------
NO_TABLE_ON_PAGE = Rule(
    "page-without-table",
    "表のないページです（表題『{value}』）。",
    'The page has no table (its title: "{value}").',
    "エラー画面や検索画面を保存していないか、また表が PDF や別のページにないかを確かめてください。",
    "Check that it is no error page or search form, and whether the table is in a PDF or on another page.",
)
TABLE_NOT_FOUND = Rule(
    "page-table-not-found",
    "ページに表『{value}』がありません（ある表: {found}）。",
    'There is no table "{value}" on the page (tables: {found}).',
    "mappings の read.tables を直してください。",
    "Correct read.tables of the mapping.",
)
TABLE_HIDDEN = Rule(
    "page-table-hidden",
    "非表示の表『{value}』は読みませんでした。",
    'The hidden table "{value}" was not read.',
    "タブの中など、公開してよい表なら、mappings に read.hidden: include と書いてください。",
    "If it may be published (a tab, for instance), set read.hidden: include in the mapping.",
)
PAGE_TOO_LARGE = Rule(
    "page-too-large",
    "ページの大きさ {value} バイトが上限 {limit} バイトを超えています。",
    "The page has {value} bytes; the limit is {limit}.",
    "検索条件で件数を絞ったページを使うか、上限 max_html_bytes を上げてください。",
    "Narrow the search to fewer results, or raise the limit max_html_bytes.",
)
PAGE_TOO_DEEP = Rule(
    "page-nested-too-deep",
    "要素が {value} 段も入れ子になっています。通常のページではあり得ない作りです。",
    "Its elements nest {value} levels deep; no ordinary page is built like this.",
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
PAGE_CELL_TOO_LONG = Rule(
    "page-cell-too-long",
    "一つのセルが {limit} 文字を超えています（『{value}』で始まるセル）。",
    'A cell is longer than {limit} characters (it begins with "{value}").',
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
STRUCK_SKIPPED = Rule(
    "page-struck-text-skipped",
    "取消線の付いた文字（『{value}』）は読みませんでした。",
    'Text that is struck through ("{value}") was not read.',
    "取り消された案件そのものが大切なら、mappings に read.struck: column と書いてください。",
    "If what was struck out matters, set read.struck: column in the mapping.",
)

LINES_DIFFER = Rule(
    "stacked-lines-differ",
    "一つのセルに縦に並ぶ項目の行数が列ごとに違い、どれとどれが組かが決まりません（{counts}）。",
    "The cells stack different numbers of entries, so that it is not clear which belong together ({counts}).",
    "原本で行数をそろえるか、1項目を1行にしてください。",
    "Give the cells as many lines each, or write one entry a row.",
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

# --- PDF -----------------------------------------------------------------------------------------------------------
_ORIGINAL_JA = "公開元に、元の表（Excel または CSV）を公開するよう求めてください。"
_ORIGINAL_EN = "Ask the publisher for the original table (Excel or CSV)."
NOT_A_PDF = Rule(
    "file-not-a-pdf",
    "PDF として宣言されていますが、中身は PDF ではありません。",
    "The file is declared as PDF, but it is none.",
    "mappings の read.format を直すか、PDF を入れてください。",
    "Correct read.format of the mapping, or supply the PDF.",
)
PDF_BROKEN = Rule(
    "pdf-broken",
    "PDF が壊れています（{reason}）。",
    "The PDF is damaged ({reason}).",
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
PDF_ENCRYPTED = Rule(
    "pdf-encrypted",
    "パスワードがないと開けない PDF です。",
    "The PDF cannot be opened without a password.",
    "パスワードのないものを入れてください。" + _ORIGINAL_JA,
    "Supply a copy without password. " + _ORIGINAL_EN,
)
PDF_IMAGE_ONLY = Rule(
    "pdf-image-only",
    "画像や図形だけの PDF です（{value} ページに読める文字がありません）。文字認識は誤りを含むため使いません。",
    "The PDF holds pictures or outlines only ({value} pages without text); they are not recognised, as that errs.",
    _ORIGINAL_JA,
    _ORIGINAL_EN,
)
PDF_PAGE_IMAGE = Rule(
    "pdf-page-image-only",
    "{value} ページは画像や図形だけなので読めませんでした。",
    "Page {value} holds pictures or outlines only and was not read.",
    _ORIGINAL_JA,
    _ORIGINAL_EN,
)
PDF_UNREADABLE = Rule(
    "pdf-text-unreadable",
    "文字の対応表がない書体の PDF で、{total} 文字のうち {value} 文字が読めません。",
    "The fonts of this PDF do not say which characters they show: {value} of {total} are unreadable.",
    _ORIGINAL_JA,
    _ORIGINAL_EN,
)
PDF_TOO_COMPLEX = Rule(
    "pdf-page-too-complex",
    "{page} ページの部品または文字が {value} 個あります（上限 {limit}）。",
    "Page {page} has {value} objects or characters (limit {limit}).",
    "図面など表のないページを除くか、上限 max_page_objects と max_page_chars を上げてください。",
    "Remove pages without tables, such as drawings, or raise the limits max_page_objects and max_page_chars.",
)
PDF_TOO_MANY_PAGES = Rule(
    "pdf-too-many-pages",
    "{value} ページあります（上限 {limit}）。",
    "The PDF has {value} pages (limit {limit}).",
    "ファイルを分けるか、上限 max_pages を上げてください。",
    "Split the file, or raise the limit max_pages.",
)
PDF_NO_TABLE = Rule(
    "pdf-without-table",
    "罫線で囲まれた表も、項目名と値の組もありません。",
    "There is neither a ruled table nor a list of labels and values.",
    "mappings の read.shape が正しいかを確かめてください。" + _ORIGINAL_JA,
    "Check that read.shape of the mapping is right. " + _ORIGINAL_EN,
)
PDF_HIDDEN_TEXT = Rule(
    "pdf-hidden-text",
    "{page} ページに、見えない文字（枠の外、透明、黒塗りの下など）が {value} 字あります。読みませんでした。",
    "Page {page} holds {value} characters that nobody sees (clipped, invisible, under black bars). They were not read.",
    "見せないつもりの文字が公開されていることがあります。内容を確かめ、公開元に知らせてください。",
    "They may have been published by mistake: look at them and tell the publisher.",
)
PDF_SLANTED_TEXT = Rule(
    "pdf-slanted-text",
    "{page} ページの斜めの文字（透かしなど）{value} 字は読みませんでした。",
    "{value} characters of page {page} that stand aslant (a watermark) were not read.",
    "表の一部であれば、公開元に元の表を求めてください。",
    "If they belong to the table, ask the publisher for the original.",
)

# --- JSON ----------------------------------------------------------------------------------------------------------
JSON_SYNTAX = Rule(
    "json-syntax",
    "JSON として読めません（{reason}、{at} 文字目）。",
    "This is not JSON ({reason}, character {at}).",
    "その位置の括弧・引用符・カンマを直すか、データを書き出したソフトで出力し直してください。",
    "Mend brackets, quotes and commas there, or export the data again from the program that wrote it.",
)
JSON_TRUNCATED = Rule(
    "json-truncated",
    "JSON が途中で終わっています（{at} 文字目）。",
    "The JSON ends before it is complete (character {at}).",
    "ダウンロードや書き出しが途中で止まっていないか確かめ、もう一度取得してください。",
    "Check whether the download or export was cut off, and fetch the file again.",
)
JSON_TRAILING = Rule(
    "json-trailing-data",
    "JSON の終わりの後に余分なデータがあります（{at} 文字目: {value}）。",
    "There is more data after the end of the JSON ({value}, character {at}).",
    "余分な部分を消すか、値を1行に1件ずつ置いた JSON Lines にしてください。",
    "Remove the rest, or put one value on each line (JSON Lines).",
)
JSON_DUPLICATE_KEY = Rule(
    "json-duplicate-key",
    "同じオブジェクトにキー『{value}』が2回以上あります。読む側は最後の1つだけを使い、ほかは失われます。",
    'The key "{value}" occurs more than once in one object; readers keep the last one and lose the others.',
    "どれが正しいかを決め、1つだけ残してください。",
    "Decide which one is right and keep only that.",
)
JSON_TOO_DEEP = Rule(
    "json-too-deep",
    "入れ子が {limit} 段を超えています。",
    "Arrays and objects are nested deeper than {limit} levels.",
    "通常のデータにこれほど深い構造はありません。書き出しの誤りか、壊れたデータでないか確かめてください。",
    "No ordinary data are nested this deep: check the export for a mistake.",
)
JSON_SURROGATE = Rule(
    "json-lone-surrogate",
    "文字コードの片割れ（サロゲートの半分）{value} があり、文字になりません。",
    "There is half a surrogate pair, {value}, which is no character.",
    "文字列を途中で切っていないか確かめ、元の文字を入れ直してください。",
    "Check whether a text was cut in the middle of a character, and put the character back.",
)
JSON_CONTROL = Rule(
    "json-control-character",
    "文字列に、そのままでは書けない制御文字があります（{at} 文字目）。",
    "A text contains a raw control character (character {at}).",
    "改行は \\n、タブは \\t と書くか、取り除いてください。",
    "Write newlines as \\n and tabs as \\t, or remove the character.",
)
JSON_TEXT_TOO_LONG = Rule(
    "json-text-too-long",
    "1件（1行）のデータが {limit} バイトを超えています。",
    "One item (or line) is longer than {limit} bytes.",
    "1行に1件の JSON Lines にするか、ファイルを分けて書き出してください。",
    "Write one item per line (JSON Lines), or several files.",
)

# --- records: XML, JSON, feeds, databases ---------------------------------------------------------------------------
OTHER_KIND = Rule(
    "file-of-other-kind",
    "{declared} として宣言されていますが、中身は {kind} です。",
    "The file is declared as {declared}, but it is {kind}.",
    "mappings の read.format を直すか、宣言どおりのファイルを入れてください。"
    "公開元がエラーページを返していないかも確かめてください。",
    "Correct read.format of the mapping, or supply the right file; look whether the publisher sent an error page.",
)
RECORDS_NOT_FOUND = Rule(
    "records-not-found",
    "レコードの場所『{value}』がありません（見つかったもの: {found}）。",
    'There are no records at "{value}" (found: {found}).',
    "mappings の read.records を、1件分の要素（または配列）までの道筋に直してください。",
    "Set read.records of the mapping to the path of the element (or array) that holds one record each.",
)
RECORD_NOT_OBJECT = Rule(
    "record-not-an-object",
    "レコードが項目名を持つオブジェクトではありません（『{value}』）。",
    'The record is no object with named items ("{value}").',
    "mappings の read.records が1件分のオブジェクトを指しているかを確かめてください。",
    "Check that read.records of the mapping leads to objects, one for each record.",
)
RECORD_TOO_WIDE = Rule(
    "record-too-many-items",
    "{row} 件目までに項目が {value} 種類あります（上限 {limit}）。",
    "Up to record {row} there are {value} different items (limit {limit}).",
    "mappings の read.records が1件分ではなく一覧全体を指していないかを確かめてください。",
    "Check that read.records of the mapping leads to one record each and not to the whole list.",
)
VALUE_TOO_LONG = Rule(
    "value-too-long",
    "項目の値が上限 max_field_chars の文字数を超えています（『{value}』…）。",
    'The value of the item has more characters than the limit max_field_chars allows ("{value}"…).',
    "この項目だけを使わずに読みました。公開元に確かめるか、上限を上げてください。",
    "Everything but this item was read. Ask the publisher, or raise the limit.",
)
VALUE_NOT_TEXT = Rule(
    "value-not-text",
    "項目の値が文字ではなくバイナリ、または壊れた文字です（{value}）。",
    "The value of the item is binary or broken text ({value}).",
    "この項目を使わないか、文字として書き出し直してください。",
    "Do not use the item, or export it again as text.",
)
TOO_DEEP = Rule(
    "elements-too-deep",
    "要素の入れ子が {limit} 段を超えています。",
    "Elements are nested deeper than {limit} levels.",
    _BOMB_JA.replace("表", "データ").replace("ブック", "ファイル"),
    "No ordinary data are nested this deep: export the data that matter into a new file.",
)
XML_BROKEN = Rule(
    "xml-broken",
    "XML として読めません（{line} 行目: {reason}）。",
    "This is not well-formed XML (line {line}: {reason}).",
    _TAKE_AGAIN_JA + "制御文字が混じっている場合は公開元に知らせてください。",
    _TAKE_AGAIN_EN + " Tell the publisher if there are control characters in it.",
)
XML_DECLARES = Rule(
    "xml-declares-entities",
    "DTD または実体の宣言があります。外部ファイルの読み込みや異常な膨張に使われるため、読みません。",
    "The file has a DTD or declares entities, which can load other files or blow up; it is not read.",
    "DOCTYPE のない XML を公開元に求めてください。ウェブページであれば read.format: html としてください。",
    "Ask the publisher for XML without DOCTYPE; for a web page set read.format: html.",
)
ENCODING_CONTRADICTED = Rule(
    "encoding-contradicts-declaration",
    "ファイルは文字コードを {value} と宣言していますが、実際は {encoding} です。実際のほうで読みました。",
    "The file says that its encoding is {value}, but it is {encoding}; it was read as what it is.",
    "公開元に知らせてください。",
    "Tell the publisher.",
)
SURROGATES_JOINED = Rule(
    "surrogates-joined",
    "UTF-8 として誤った書き方の文字（CESU-8 のサロゲート対）が {value} 個あり、本来の文字に直しました。",
    "{value} characters were written as CESU-8 surrogate pairs, which UTF-8 forbids; they were put right.",
    "公開元に知らせてください。",
    "Tell the publisher.",
)
DATABASE_BROKEN = Rule(
    "database-broken",
    "データベースを読めません（{reason}）。",
    "The database cannot be read ({reason}).",
    _TAKE_AGAIN_JA + "表を CSV に書き出したものでも読めます。",
    _TAKE_AGAIN_EN + " The table exported as CSV can be read as well.",
)
TABLE_NOT_CHOSEN = Rule(
    "database-table-not-chosen",
    "表が複数あります（{found}）。どれを読むかが決まっていません。",
    "There are several tables ({found}), and none is chosen.",
    "mappings の read.sheets に表の名前を書いてください。",
    "Name the table as read.sheets of the mapping.",
)

# --- archives ------------------------------------------------------------------------------------------------------
ARCHIVE_BROKEN = Rule(
    "archive-broken",
    "zip の書庫が壊れています（{reason}）。",
    "The zip archive is damaged ({reason}).",
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
ARCHIVE_ENCRYPTED = Rule(
    "archive-encrypted",
    "パスワードで保護された zip の書庫です。",
    "The zip archive is protected by a password.",
    "パスワードを外して入れ直してください。",
    "Supply a copy without a password.",
)
ARCHIVE_BOMB = Rule(
    "archive-unpacks-too-large",
    "展開すると {value} バイトを超えます（上限 {limit}）。",
    "The archive unpacks to more than {value} bytes (limit {limit}).",
    "必要なファイルだけを入れた書庫にするか、上限 max_unzipped_bytes を上げてください。",
    "Pack only the files that matter, or raise the limit max_unzipped_bytes.",
)
ARCHIVE_MEMBERS = Rule(
    "archive-too-many-members",
    "書庫にファイルが {value} 個あります（上限 {limit}）。",
    "The archive has {value} members (limit {limit}).",
    "必要なファイルだけを入れた書庫に分けてください。",
    "Split it, or pack only the files that matter.",
)
ARCHIVE_LIES = Rule(
    "archive-sizes-contradict",
    "書庫の『{value}』の記録上の大きさと実際の中身が食い違います。",
    'The recorded size of "{value}" in the archive contradicts its content.',
    _TAKE_AGAIN_JA,
    _TAKE_AGAIN_EN,
)
ARCHIVE_NESTED = Rule(
    "archive-in-archive",
    "書庫の中に書庫があります。書庫の中の書庫は開きません。",
    "The archive holds another archive, which is not opened.",
    "ファイルを直接入れた書庫にするか、mappings の read.members で読むファイルを選んでください。",
    "Pack the files themselves, or choose the files to read with read.members of the mapping.",
)
MEMBER_NOT_FOUND = Rule(
    "archive-member-not-found",
    "書庫に『{value}』に合うファイルがありません（あるもの: {found}）。",
    'The archive has no file that fits "{value}" (files: {found}).',
    "mappings の read.members を直してください。",
    "Correct read.members of the mapping.",
)

# --- tables --------------------------------------------------------------------------------------------------------
HEADER_NOT_FOUND = Rule(
    "header-not-found",
    "見出し『{value}』がありません（見つかった見出し: {found}）。",
    'The headers "{value}" are missing (found: {found}).',
    "様式が変わった場合は mappings の列名か read.header を直してください。",
    "If the form has changed, correct the column names or read.header of the mapping.",
)
RECORD_BROKEN = Rule(
    "record-rows-broken",
    "1件が {rows} 行の表ですが、ここでは {found} 行で途切れています。",
    "A record of this table takes {rows} rows, but this one ends after {found}.",
    "原本の行が欠けていないか、mappings の read.rows_per_record が正しいかを確かめてください。",
    "Check whether a row is missing at the source, and whether read.rows_per_record is right.",
)
RECORD_CELL_LOST = Rule(
    "record-cell-without-header",
    "見出しのない位置に値『{value}』があります。",
    'The value "{value}" stands where the header has no name for it.',
    "mappings の read.rows_per_record と read.header_rows が正しいかを確かめてください。",
    "Check read.rows_per_record and read.header_rows of the mapping.",
)
TABLE_PASSED_OVER = Rule(
    "table-passed-over",
    "見出し『{value}』がない表なので読みませんでした。",
    'The table was passed over, because it lacks the headers "{value}".',
    "読むべき表なら、様式が変わっています。mappings の列名か read.header を直してください。",
    "If it should be read its form has changed: correct the column names or read.header of the mapping.",
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
