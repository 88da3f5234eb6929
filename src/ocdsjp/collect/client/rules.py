"""What can be wrong with fetching: the rules that the modules of the client share.

The text that ``value`` stands for is the address that was asked for; details come beside it.
"""

from ocdsjp.findings import Rule

URL_NOT_ALLOWED = Rule(
    id="fetch-url-not-allowed",
    ja="『{value}』は取得できない形のURLです（{reason}）。",
    en='"{value}" is no address that may be fetched ({reason}).',
    mend_ja="http か https の、ユーザー名・パスワードを含まない、標準ポートのURLを書いてください。",
    mend_en="Write an http or https address without credentials and with the usual port.",
)
HOST_NOT_ALLOWED = Rule(
    id="fetch-host-not-allowed",
    ja="ホスト『{host}』は collect で許可されていないので『{value}』は取得しませんでした。",
    en='"{value}" was not fetched: collect does not allow for the host "{host}".',
    mend_ja="正しい転送先であれば、マッピングの hosts に加えてください。",
    mend_en="If the source really leads there, add the host to hosts in the mapping.",
)
ADDRESS_NOT_PUBLIC = Rule(
    id="fetch-address-not-public",
    ja="『{value}』は公開されていない通信先（{address}）を指すので接続しませんでした。",
    en='"{value}" leads to an address that is not public ({address}) and was not connected to.',
    mend_ja="URLを確かめてください。組織内のサーバーには接続しません。",
    mend_en="Check the address; servers inside an organisation are not asked.",
)
ROBOTS_FORBID = Rule(
    id="fetch-robots-forbid",
    ja="robots.txt が『{value}』の自動取得を禁じているので、取得しませんでした。",
    en='robots.txt forbids fetching "{value}", so it was not fetched.',
    mend_ja="提供元に許可を求めるか、ファイルを手で受信フォルダーに置いてください（collect: folder）。",
    mend_en="Ask the publisher for leave, or put the file into the inbox by hand (collect: folder).",
)
ROBOTS_UNKNOWN = Rule(
    id="fetch-robots-unknown",
    ja="robots.txt を確かめられないので『{value}』は取得しませんでした（{reason}）。",
    en='"{value}" was not fetched because robots.txt could not be read ({reason}).',
    mend_ja="相手のサーバーの不調です。次の実行でやり直します。",
    mend_en="The server is in trouble; the next run tries again.",
)
UNREACHABLE = Rule(
    id="fetch-unreachable",
    ja="『{value}』に接続できませんでした（{reason}）。",
    en='"{value}" could not be reached ({reason}).',
    mend_ja="次の実行でやり直します。続くときはURLと回線を確かめてください。",
    mend_en="The next run tries again. If it goes on, check the address and the line.",
)
HOST_DOWN = Rule(
    id="fetch-host-down",
    ja="ホスト『{host}』が続けて応答しなかったので、この実行では『{value}』を取得しませんでした。",
    en='"{value}" was not fetched in this run: the host "{host}" had failed several times in a row.',
    mend_ja="次の実行でやり直します。",
    mend_en="The next run tries again.",
)
HOST_TOO_LONG = Rule(
    id="fetch-host-too-long",
    ja="ホスト『{host}』からの取得が {hours} 時間を超えたので、この実行では『{value}』を取得しませんでした。",
    en='"{value}" was not fetched in this run: fetching from the host "{host}" had taken more than {hours} hours.',
    mend_ja="次の実行で続きから取得します。続くときは期間や件数を絞ってください。",
    mend_en="The next run goes on from there. If it goes on, ask for less.",
)
TLS_CHAIN = Rule(
    id="fetch-tls-chain",
    ja="『{value}』のサーバー証明書を確かめられません（{reason}）。中間証明書を送らないサーバーに多い誤りです。",
    en='The certificate of "{value}" cannot be verified ({reason}); often a server does not send the intermediate one.',
    mend_ja="提供元に伝えるか、中間証明書（PEM）のファイルを OCDSJP_CA_FILE に指定してください。",
    mend_en="Tell the publisher, or name a file with the intermediate certificate (PEM) in OCDSJP_CA_FILE.",
)
TLS = Rule(
    id="fetch-tls",
    ja="『{value}』との暗号化通信（TLS）ができませんでした（{reason}）。",
    en='No secure connection (TLS) to "{value}" ({reason}).',
    mend_ja="証明書の期限やホスト名の誤りなど、サーバー側の問題です。提供元に伝えてください。",
    mend_en="Something is wrong at the server, such as an expired certificate or another name; tell the publisher.",
)
STATUS = Rule(
    id="fetch-status",
    ja="『{value}』はステータス {status} を返しました。",
    en='"{value}" answered with status {status}.',
    mend_ja="URLが変わっていないかを確かめてください。",
    mend_en="Check whether the address has changed.",
)
NOT_FOUND = Rule(
    id="fetch-not-found",
    ja="『{value}』はありません（ステータス {status}）。",
    en='There is nothing at "{value}" (status {status}).',
    mend_ja="URLが変わっていないかを確かめてください。日によって無いのが正しいなら missing: skip としてください。",
    mend_en="Check whether the address has changed. If it is right that some are missing, say missing: skip.",
)
BUSY = Rule(
    id="fetch-busy",
    ja="『{value}』は待つよう求めました（ステータス {status}、{seconds} 秒）。",
    en='"{value}" asks to be left alone (status {status}, {seconds} seconds).',
    mend_ja="次の実行でやり直します。続くときは要求の間隔を広げてください（OCDSJP_REQUESTS_PER_SECOND）。",
    mend_en="The next run tries again. If it goes on, ask less often (OCDSJP_REQUESTS_PER_SECOND).",
)
TOO_LARGE = Rule(
    id="fetch-too-large",
    ja="『{value}』は上限の {limit} バイトを超えるので取得をやめました。",
    en='"{value}" is larger than the limit of {limit} bytes; fetching it was stopped.',
    mend_ja="正しいファイルであれば、collect の max_bytes を上げてください。",
    mend_en="If the file is right, raise max_bytes in collect.",
)
TOO_SLOW = Rule(
    id="fetch-too-slow",
    ja="『{value}』は {seconds} 秒たっても終わらないので取得をやめました。",
    en='"{value}" was not complete after {seconds} seconds; fetching it was stopped.',
    mend_ja="次の実行でやり直します。続くときは提供元に問い合わせてください。",
    mend_en="The next run tries again. If it goes on, ask the publisher.",
)
TOO_MANY_REDIRECTS = Rule(
    id="fetch-too-many-redirects",
    ja="『{value}』は転送が {limit} 回を超えました。",
    en='"{value}" redirected more than {limit} times.',
    mend_ja="URLを確かめてください。",
    mend_en="Check the address.",
)
TOO_MANY_REQUESTS = Rule(
    id="fetch-too-many-requests",
    ja="1回の実行の要求が上限の {limit} 回に達したので『{value}』は取得しませんでした。",
    en='"{value}" was not fetched: the limit of {limit} requests in one run was reached.',
    mend_ja="期間や件数を絞るか、collect の max_requests を上げてください。",
    mend_en="Ask for less, or raise max_requests in collect.",
)
BAD_BODY = Rule(
    id="fetch-bad-body",
    ja="『{value}』の応答は壊れているか、求めていない圧縮形式です（{reason}）。",
    en='The answer of "{value}" is damaged or compressed in a way nobody asked for ({reason}).',
    mend_ja="次の実行でやり直します。続くときは提供元に伝えてください。",
    mend_en="The next run tries again. If it goes on, tell the publisher.",
)
NOTHING_THERE = Rule(
    id="fetch-nothing-there",
    ja="『{value}』には取得できるファイルが一つもありませんでした。",
    en='"{value}" had no file at all.',
    mend_ja="0件は失敗として扱います。URLや期間を確かめてください。",
    mend_en="None counts as a failure. Check address and period.",
)
NO_CONTACT = Rule(
    id="fetch-no-contact",
    ja="連絡先が設定されていないので『{value}』は取得しませんでした。",
    en='"{value}" was not fetched: nobody is named whom the publisher could contact.',
    mend_ja="メールアドレスか説明ページのURLを OCDSJP_CONTACT に設定してください。",
    mend_en="Set OCDSJP_CONTACT to a mail address or a page about you.",
)
STOPPED = Rule(
    id="fetch-stopped",
    ja="実行が中断されたので『{value}』は取得しませんでした。",
    en='"{value}" was not fetched because the run was stopped.',
    mend_ja="次の実行で続きから取得します。",
    mend_en="The next run goes on from there.",
)

PASSING = frozenset({UNREACHABLE.id, ROBOTS_UNKNOWN.id})
"""What may be gone at the next attempt."""
