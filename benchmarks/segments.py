"""`python -m benchmarks.segments`: our segment counts beside those of the npm package sms-segments-calculator.

For developers, not part of `make test`: it fetches the package, into a folder that is deleted again. Generated texts
mix GSM-7, extension characters, letters beyond GSM-7, combining marks and emoji, many at the boundaries of parts.

The package cuts text into graphemes by Unicode 10 and we by today's: sequences that are younger (some families and
flags, conjuncts of Indic scripts) are cut otherwise there at the end of a part, and are not among the texts.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from engine.rules.messages.encoding import GSM_BASIC, GSM_EXTENSION, measure

PACKAGE = "sms-segments-calculator@1.3.0"

_COUNT = """
const { SegmentedMessage } = require("sms-segments-calculator");
const texts = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
const counted = texts.map((text) => new SegmentedMessage(text));
const answers = counted.map((message) => ({ encoding: message.encodingName, segments: message.segmentsCount }));
console.log(JSON.stringify(answers));
"""

_LETTERS = "абвгдежзæøåşğıłżźćñéíóúçßאבגדالعربية汉字测试"
_ACCENTED = ["e\u0301", "a\u0308", "n\u0303", "o\u0302\u0323", "क\u093c", "ก\u0e33"]
_EMOJI = ["😀", "🎉", "❤\ufe0f", "👍🏽", "🇸🇪", "1\ufe0f\u20e3", "👩\u200d💻"]
_KINDS: list[list[str]] = [
    list(GSM_BASIC.replace("\n", "").replace("\r", "")),
    list(GSM_BASIC.replace("\n", "").replace("\r", "")),
    list(GSM_EXTENSION.replace("\f", "")),
    list(_LETTERS),
    _ACCENTED,
    _EMOJI,
]
_LENGTHS = (1, 20, 66, 67, 68, 69, 70, 71, 133, 134, 135, 152, 153, 154, 159, 160, 161, 200, 306, 307, 460)


def _text(chance: random.Random) -> str:
    kinds = chance.sample(_KINDS, chance.choice((1, 1, 2, 3)))
    length = max(1, chance.choice(_LENGTHS) + chance.randint(-2, 2))
    return "".join(chance.choice(chance.choice(kinds)) for _ in range(length))


def _counted_by_the_package(texts: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, PACKAGE]
        subprocess.run(npm, check=True)
        script, texts_file = Path(folder) / "count.cjs", Path(folder) / "texts.json"
        script.write_text(_COUNT)
        texts_file.write_text(json.dumps(texts))
        done = subprocess.run(["node", script, texts_file], check=True, stdout=subprocess.PIPE, text=True)
    counts: list[dict[str, Any]] = json.loads(done.stdout)
    return counts


def main() -> int:
    """Counts both ways and says where they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=2_000)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    texts = [_text(chance) for _ in range(arguments.texts)]
    theirs = _counted_by_the_package(texts)
    differ = 0
    for text, counted in zip(texts, theirs, strict=True):
        ours = measure(text)
        if (ours.encoding, ours.segments) != (counted["encoding"], counted["segments"]):
            differ += 1
            print(
                f"{text!r}: {ours.encoding} in {ours.segments}, theirs {counted['encoding']} in {counted['segments']}"
            )
    print(f"{len(texts) - differ} of {len(texts)} counted alike")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
