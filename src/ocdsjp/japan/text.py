"""Written characters: what is blank, what is noise, which spellings are the same word.

Three strengths, weakest first: ``clean`` keeps every visible character and is what gets published; ``narrow`` folds
full width and look-alike signs so that a parser can read figures; ``match_key`` folds everything that people do not
mean to distinguish and is for comparing only, never for display. No dates, amounts or names are interpreted here.
"""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from typing import TypeAlias

from ocdsjp.findings import Rule

Cell: TypeAlias = str | int | float | date | time | None
"""What a reader hands over for one cell; ``bool`` is an ``int`` and ``datetime`` is a ``date``."""

BLANK = Rule(
    "cell-blank",
    "セルが空です。",
    "The cell is blank.",
    "値を入れるか、空でもよい項目として mappings で宣言してください。",
    "Fill it in, or declare in the mapping that the column may be blank.",
)

# Characters that show nothing and change how text is read: C0/C1 controls (but not tab and line feed), soft hyphen,
# bidirectional controls (Trojan Source, CVE-2021-42574), zero-width characters, line and paragraph separators,
# interlinear annotation and the tag block. Variation selectors stay: in a personal name they choose the glyph.
_NOISE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SELECTORS = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACE = re.compile(r"\s+")

_DASHES = "‐‑‒–—―−－﹣ー─━"
_WAVES = "〜～∼˜"

# Full-width ASCII is its half-width twin plus 0xFEE0 (JIS X 0208, row 3). NFKC is not used for figures: it would turn
# "①16,550,001円" into 116,550,001 yen and "m²" into "m2".
_NARROW = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}
_NARROW.update({ord(sign): "-" for sign in _DASHES})
_NARROW.update({ord(sign): "~" for sign in _WAVES})
_NARROW.update(
    {
        **{ord(sign): " " for sign in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u202f\u3000"},
        **{ord(sign): "¥" for sign in "￥\\"},  # JIS X 0201 shows 0x5C as the yen sign
        ord("＼"): "¥",
        ord("㋿"): "令和",
        ord("㍻"): "平成",
        ord("㍼"): "昭和",
        ord("㍽"): "大正",
        ord("㍾"): "明治",
        ord("［"): "[",
        ord("］"): "]",
        ord("〔"): "(",
        ord("〕"): ")",
    }
)

# Old or popular form to the form of the 常用漢字表 (平成22年内閣告示第2号, whose brackets list the old forms), for
# characters that occur in names of people, firms and places. The last line holds variants beyond that list.
_OLD_FORMS = (
    "亞亜 惡悪 壓圧 圍囲 爲為 壹壱 隱隠 榮栄 衞衛 驛駅 圓円 鹽塩 緣縁 奧奥 應応 櫻桜 歐欧 溫温 假仮 價価 會会 繪絵 "
    "壞壊 懷懐 樂楽 覺覚 學学 嶽岳 勸勧 關関 觀観 巖巌 氣気 龜亀 舊旧 據拠 擧挙 峽峡 狹狭 鄕郷 曉暁 區区 驅駆 薰薫 "
    "徑径 惠恵 溪渓 經経 螢蛍 輕軽 鷄鶏 藝芸 縣県 劍剣 檢検 獻献 顯顕 廣広 恆恒 鑛鉱 黃黄 國国 黑黒 濟済 碎砕 齋斎 "
    "齊斉 雜雑 參参 產産 棧桟 贊賛 實実 釋釈 壽寿 收収 從従 澁渋 縱縦 肅粛 處処 緖緒 將将 燒焼 條条 "
    "狀状 乘乗 淨浄 穰穣 眞真 愼慎 粹粋 隨随 瀨瀬 聲声 靜静 攝摂 淺浅 戰戦 錢銭 禪禅 曾曽 雙双 總総 莊荘 裝装 藏蔵 "
    "增増 續続 體体 對対 帶帯 瀧滝 臺台 澤沢 擇択 單単 團団 遲遅 晝昼 廳庁 聽聴 鎭鎮 鐵鉄 點点 轉転 傳伝 燈灯 當当 "
    "黨党 德徳 獨独 讀読 拔抜 髮髪 發発 濱浜 竝並 邊辺 邉辺 變変 辨弁 寶宝 豐豊 每毎 萬万 滿満 彌弥 藥薬 譯訳 與与 "
    "餘余 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 壘塁 勵励 禮礼 靈霊 齡齢 爐炉 勞労 樓楼 "
    "祿禄 灣湾 "
    "髙高 﨑崎 濵浜 栁柳 𠮷吉 槗橋 冨富 檮梼 槇槙 桒桑 舘館 淵渕 鉃鉄"
)

_MATCH = {ord(pair[0]): pair[1] for pair in _OLD_FORMS.split()}
_MATCH.update({ord(sign): "-" for sign in _DASHES})
_MATCH.update({ord(sign): "~" for sign in _WAVES})
# 七ヶ宿町 and 七ケ宿町, 千ヵ所 and 千カ所: the small kana is the same word.
_MATCH.update({ord("ヶ"): "ケ", ord("ヵ"): "カ", ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'})


def clean(text: str) -> str:
    """``text`` without characters that show nothing; every visible character stays as written.

    Line breaks become line feeds. A lone surrogate, which no encoding can carry, becomes U+FFFD so that the loss shows.
    """
    # Everything that this removes is unprintable to Python (categories C and Z); ordinary text goes through at once,
    # also with the two unprintable characters of ordinary text.
    if text.isprintable() or text.replace("\u3000", "").replace("\n", "").isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _NOISE.sub("", text))


def squash(text: str) -> str:
    """``text`` cleaned, with every run of white space (full width and line breaks too) as one space, none outside."""
    return " ".join(clean(text).split())


def narrow(text: str) -> str:
    """``text`` cleaned and with figures, signs, brackets and spaces in half width, for parsers.

    Dashes of every kind become ``-``, wave dashes ``~``, yen signs ``¥``, the one-character eras (㋿) their two.
    Circled and superscript figures stay as they are, because they are labels and not figures.
    """
    return clean(text).translate(_NARROW).strip()


@lru_cache(maxsize=32768)
def match_key(text: str) -> str:
    """The form of ``text`` for comparing: equal keys mean that people would call the words the same.

    Width, case, white space, invisible characters, variation selectors, kinds of dash and old forms of characters do
    not count. Applying it twice changes nothing.
    """
    text = unicodedata.normalize("NFKC", _SELECTORS.sub("", clean(text))).casefold()
    text = _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_MATCH)
    return unicodedata.normalize("NFKC", text)


def cell_key(cell: Cell) -> str:
    """``match_key`` of a cell's text."""
    return match_key(cell) if isinstance(cell, str) else match_key(cell_text(cell))


def is_blank(cell: Cell) -> bool:
    """True for None and for text that shows nothing. Zero and False are not blank."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return not text or (not text.isprintable() and not clean(text).strip())


def cell_text(cell: Cell) -> str:
    """The text of a cell as its author saw it, without outer white space.

    A whole float has no decimals (``9040001041601.0`` gives ``"9040001041601"``), dates and times are ISO 8601, a
    date-time at midnight without zone is a date (that is how spreadsheets store dates), None is ``""``.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip()
        return text if text.isprintable() else clean(text).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    if isinstance(cell, datetime) and cell.tzinfo is None and cell.time() == time():
        cell = cell.date()
    return cell.isoformat()
