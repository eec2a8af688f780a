"""Texts that tokenizers get wrong.

Everything here is generated from a fixed seed, so two runs on any machine give the same list.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

SURROGATES = range(0xD800, 0xE000)

WHITESPACE = [
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\v",
    "\f",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "\x85",
    "\u00a0",
    "\u1680",
    "\u180e",
    "\u2000",
    "\u2002",
    "\u2003",
    "\u2007",
    "\u2009",
    "\u200a",
    "\u200b",
    "\u2028",
    "\u2029",
    "\u202f",
    "\u205f",
    "\u2060",
    "\u3000",
    "\ufeff",
]

COMBINING = [
    "\u0301",
    "\u0308",
    "\u0327",
    "\u0338",
    "\u20dd",
    "\u0483",
    "\u05b0",
    "\u064b",
    "\u093c",
    "\u0e31",
    "\u3099",
    "\ufe20",
    "\U0001d165",
    "\U000e0100",
]

EMOJI = [
    "👍",
    "👍🏽",
    "👩‍🚀",
    "👨‍👩‍👧‍👦",
    "👩🏿‍❤️‍💋‍👨🏻",
    "🏳️‍🌈",
    "🏴‍☠️",
    "🇳🇿",
    "🇨🇭🇫🇷",
    "🇦",
    "❤️",
    "❤",
    "☺︎",
    "1️⃣",
    "#️⃣",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "🧑🏾‍🦽‍➡️",
    "🫱🏻‍🫲🏿",
    "🤷🏽‍♀️",
    "🀄",
    "©",
    "™",
    "㊗️",
]

SCRIPTS = [
    "中文",
    "我喜欢机器学习。",
    "漢字かな交じり文、カタカナ。",
    "㐀㐁",
    "𠀀𠀁𠮷野家",
    "豈更車",
    "한국어 문장입니다.",
    "\uac01",
    "\u1100\u1161\u11a8",
    "العربيةُ لغةٌ جميلة",
    "ﷺ ﷲ ﻻ",
    "שָׁלוֹם עוֹלָם",
    "ภาษาไทยไม่มีช่องว่าง",
    "ປະເທດລາວ",
    "हिन्दी में लिखा",
    "বাংলা",
    "தமிழ்",
    "മലയാളം",
    "සිංහල",
    "བོད་སྐད།",
    "မြန်မာ",
    "ខ្មែរ",
    "ქართული ᲥᲐᲠᲗᲣᲚᲘ",
    "Հայերեն",
    "Ελληνικά ΟΔΥΣΣΕΥΣ ὈΔΥΣΣΕΎΣ ᾼ ᾳ",
    "Русский Ёлка Й",
    "ᏣᎳᎩ ꮳꮃꭹ",
    "ꙮ",
    "𐐀𐐨",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟘𝟙𝟚",
    "Ⅷ ⅷ Ⅻ",
    "①②③ ⓐⓑ ㈠",
    "½ ⅓ ² ₂ ٣ ৩ ๓ 〇 零",
    "ⴰⵎⴰⵣⵉⵖ",
    "𒀀𒀁",
    "𓀀𓂀",
    "ߒߞߏ",
    "ᠮᠣᠩᠭᠣᠯ",
    "Tiếng Việt",
    "Tiê\u0301ng Viê\u0323t",
    "İstanbul ISPARTA ı I i İ",
    "i\u0307",
    "ß ẞ STRASSE straße",
    "ŉ ǰ ΐ ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ",
    "ﬓ ﬔ",
    "\u212b\xc5A\u030a \u212a \u2126",
    "ｆｕｌｌ ｗｉｄｔｈ １２３　ＡＢＣ！？",
    "ﾊﾝｶｸ ｶﾞ",
    "ǅ ǈ ǋ ǲ",
    "ſ ſt",
    "Σίσυφος ΣΊΣΥΦΟΣ Σ",
    "Ꭰꭰ",
    "Ａ́",
    "naïve café Ñandú Ørsted Łódź þ Æ œ",
    "A\u030a\u0301",
    "q\u0323\u0307 q\u0307\u0323",
    "Ǟ Ǡ ṩ ợ",
]

ENGLISH = [
    "Time flies like an arrow. Fruit flies like a banana.",
    "I'm you're he'll we've they'd it's don't",
    "I'M YOU'RE HE'LL WE'VE DON'T",
    "'s 't 're 've 'm 'll 'd",
    "''s '' ' 'sand",
    "’s don’t",
    "rock'n'roll o'clock",
    "a.b.c d,e;f:g",
    "...!!!???",
    "--- — – - ‐ ‑ ‒ ―",
    "“quoted” ‘single’ «guillemets» „low“",
    "$1,234.56 €99 £5 ¥7 100% 3.14e-10",
    "192.168.0.1:8080",
    "https://example.org/a?b=c&d=e#f",
    "user@example.org",
    "C:\\path\\file",
    "#hashtag @mention",
    "snake_case camelCase kebab-case",
    "def f(x):\n\treturn x ** 2  # square\n",
    "<html><b>bold</b></html>",
    '{"a": [1, 2, null]}',
    "a  b   c    d     e",
    " leading",
    "trailing ",
    "  both  ",
    "a\n\nb\n\n\nc",
    "x\r\ny\r\nz",
    "\t\ttabs\t",
    "tab\tspace \t mix",
    "1 22 333 4444 55555 1000000",
    "١٢٣ 12a3 a1b2",
    "ABC abc Abc aBC",
    "unbelievably antidisestablishmentarianism",
    "##hash ##ing",
    "##",
    "Ġ Ċ ĉ Ġword âĢĵ",
    "\\u0041 \\n \\x00",
    "%20 &amp; &#39;",
    "A-B A - B A--B",
    "e.g. i.e. etc. U.S.A.",
    "a/b a\\b a|b",
]


def _planes() -> Iterator[str]:
    """Strings out of every plane, bare and among letters."""
    for plane in range(17):
        for low in (
            0x0000,
            0x0040,
            0x00FF,
            0x1234,
            0x2A6D,
            0x4E00,
            0x9FFF,
            0xD7FF,
            0xE000,
            0xF8FF,
            0xFDD0,
            0xFFFD,
            0xFFFE,
            0xFFFF,
        ):
            character = chr(plane * 0x10000 + low)
            yield character
            yield character * 3
            yield f"a{character}b"
            yield f"see {character} here"
            yield f" {character}"
            yield f"{character} "


def _controls() -> Iterator[str]:
    """Control and format characters, NUL among them."""
    codes = [
        *range(0x20),
        *range(0x7F, 0xA1),
        0xAD,
        0x600,
        0x61C,
        0x6DD,
        0x70F,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFFF9, 0xFFFE),
        0x110BD,
        0x1BCA0,
        0x1D173,
        0xE0001,
        0xE0020,
        0xE007F,
    ]
    for code in codes:
        character = chr(code)
        yield character
        yield f"ab{character}cd"
        yield f"ab {character} cd"
        yield f"{character}{character}ab{character}"
    yield "\0" * 50
    yield "".join(chr(code) for code in codes)


def _whitespace(source: random.Random) -> Iterator[str]:
    """Runs of every kind of space and newline, alone and between words."""
    for space in WHITESPACE:
        for count in (1, 2, 3, 4, 7, 16, 33):
            yield space * count
            yield f"a{space * count}b"
            yield f"{space * count}a"
            yield f"a{space * count}"
            yield f"a{space * count}.{space}'s"
    for _ in range(400):
        words = [
            source.choice(["a", "the", "word", "42", ".", "'s", "é", "中", "Ab"])
            for _ in range(source.randint(1, 6))
        ]
        yield "".join(word + "".join(source.choices(WHITESPACE, k=source.randint(0, 4))) for word in words)
    yield " " * 1000
    yield "\n" * 1000
    yield "\t" * 257


def _combining(source: random.Random) -> Iterator[str]:
    """Marks on letters, on nothing, stacked, and out of canonical order."""
    for mark in COMBINING:
        yield mark
        yield f" {mark}"
        yield f"a{mark}"
        yield f"a{mark * 30}b"
        yield f"e{mark} {mark}e"
        yield f"word{mark}s and wor{mark}ds"
    for _ in range(300):
        letters = source.choices("aeiouAEIOUsZ中가क1. ", k=source.randint(1, 10))
        yield "".join(
            letter + "".join(source.choices(COMBINING, k=source.randint(0, 3))) for letter in letters
        )


def _emoji(source: random.Random) -> Iterator[str]:
    """Emoji sequences with joiners, flags, skin tones and variation selectors, also cut in the middle."""
    for emoji in EMOJI:
        yield emoji
        yield emoji * 2
        yield f"so {emoji} good"
        yield f"so{emoji}good"
        for cut in range(1, len(emoji)):
            yield emoji[:cut]
            yield emoji[cut:]
    for _ in range(200):
        yield "".join(
            source.choices([*EMOJI, " ", "ok", "!", "\u200d", "\ufe0f", "🏽"], k=source.randint(2, 12))
        )


def _specials(source: random.Random, specials: list[str]) -> Iterator[str]:
    """Special tokens inside the text, with and without spaces, cut, doubled, in other cases."""
    others = [
        "<s>",
        "</s>",
        "<pad>",
        "<unk>",
        "<mask>",
        "[CLS]",
        "[SEP]",
        "[PAD]",
        "[UNK]",
        "[MASK]",
        "<|endoftext|>",
    ]
    for token in dict.fromkeys([*specials, *others]):
        for pattern in (
            "{}",
            " {}",
            "{} ",
            "  {}  ",
            "a{}b",
            "a {} b",
            "a  {}  b",
            "a{} b",
            "a {}b",
            "{}{}",
            "{} {}",
            "{}.",
            ".{}",
            "\n{}\n",
            "a\t{}\tb",
            "a\u00a0{}\u00a0b",
            "a\u3000{}\u3000b",
            "The capital of France is {}.",
            "'s{}'s",
            "é{}é",
            "中{}中",
            "\u0301{}\u0301",
            "{}\u200d",
            "{}s",
            "{}1",
            "_{}_",
        ):
            yield pattern.replace("{}", token)
        yield token.lower()
        yield token.upper()
        yield token[:-1]
        yield token[1:]
        yield " ".join(token)
        yield token[:-1] + "\u200b" + token[-1]
    pieces = [*specials, " ", "  ", "\n", "a", "word", ".", "é", "中", "<", ">", "[", "]"]
    for _ in range(600):
        yield "".join(source.choices(pieces, k=source.randint(1, 12)))


def _long_words(source: random.Random) -> Iterator[str]:
    """Words of 10,000 characters, and those about a WordPiece model's limit of 100 characters."""
    yield "a" * 10_000
    yield "ab" * 5_000
    yield "é" * 10_000
    yield "中" * 10_000
    yield "👍" * 10_000
    yield "1" * 10_000
    yield "." * 10_000
    yield "e\u0301" * 5_000
    yield "".join(source.choices("abcdefghijklmnopqrstuvwxyz", k=10_000))
    yield "".join(source.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'", k=10_000))
    yield "word " * 2_000
    yield "antidisestablishmentarianism" * 357
    for length in (98, 99, 100, 101, 102, 199, 200, 201):
        yield "a" * length
        yield f"x {'b' * length} y"
        yield "é" * length
        yield "e\u0301" * (length // 2)
        yield "unbelievable" * (length // 12) + "x" * (length % 12)


def _scripts(source: random.Random) -> Iterator[str]:
    """Writing systems, case-folding oddities, ligatures, full width; each plain, cased and glued."""
    for text in [*SCRIPTS, *ENGLISH]:
        yield text
        yield text.upper()
        yield text.lower()
        yield text.title()
        yield text.replace(" ", "")
        yield f"({text})"
        yield f"a{text}b"
    pool = [*SCRIPTS, *ENGLISH]
    for _ in range(600):
        yield source.choice(["", " ", "\n", ", "]).join(source.choices(pool, k=source.randint(2, 5)))


def _random_strings(source: random.Random) -> Iterator[str]:
    """Random scalars, weighted towards what is near in the tables."""
    ranges = [
        (0x20, 0x7F),
        (0xA0, 0x250),
        (0x300, 0x370),
        (0x370, 0x600),
        (0x600, 0x1000),
        (0x1000, 0x2000),
        (0x2000, 0x2C00),
        (0x2E80, 0xA000),
        (0xA000, 0xD800),
        (0xE000, 0x10000),
        (0x10000, 0x20000),
        (0x20000, 0x110000),
    ]
    for _ in range(1500):
        few = source.sample(ranges, 2)
        letters = []
        for _ in range(source.randint(1, 40)):
            low, high = source.choice([ranges[0], *few])
            letters.append(chr(source.randrange(low, high)))
        yield "".join(letters)


def awkward_texts(specials: Iterable[str]) -> list[str]:
    """The awkward texts, without repetition; `specials` are the tokenizer's own special tokens."""
    source = random.Random(20241108)
    texts: list[str] = ["", " ", "a"]
    texts.extend(_planes())
    texts.extend(_controls())
    texts.extend(_whitespace(source))
    texts.extend(_combining(source))
    texts.extend(_emoji(source))
    texts.extend(_specials(source, list(specials)))
    texts.extend(_long_words(source))
    texts.extend(_scripts(source))
    texts.extend(_random_strings(source))
    return list(dict.fromkeys(texts))


def scalar_texts() -> list[str]:
    """Every scalar of planes 0 and 1, and samples of the other planes, each among letters, digits and spaces.

    What a scalar is (letter, number, space, mark, punctuation, control), what it decomposes into and what its
    lower case is all show in where the pieces are cut.
    """
    codes = [code for code in range(0x20000) if code not in SURROGATES]
    codes += range(0x20000, 0x40000, 41)
    codes += range(0xE0000, 0xE0200)
    codes += range(0x40000, 0x110000, 997)
    texts = []
    for start in range(0, len(codes), 64):
        page = codes[start : start + 64]
        texts.append("".join(f"a{chr(code)}1 {chr(code)}b" for code in page))
        texts.append("".join(chr(code) for code in page))
    return texts
