"""Makes the fonts in this folder from IBM Plex and Phosphor as published.

    pip install fonttools brotli
    npm pack @ibm/plex-sans @ibm/plex-mono @phosphor-icons/web
    python3 assets/fonts/subset.py PLEX_SANS PLEX_MONO PHOSPHOR

The three arguments are the unpacked packages. Run it again after adding an icon
to `src/app/theme/icon.rs`: the icons kept are the ones named there.
"""

import re
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
ICON_NAMES = HERE.parents[1] / "src/app/theme/icon.rs"

TEXT = [
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x218, 0x21B),  # Romanian
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x491),  # Ukrainian
]
# Greek of quantities and units, dashes, quotes, arrows, signs.
SIGNS = "ΔΣΩαβγδπρφμ‐‑‒–—‘’‚“”„•…‰′″€№™Ω←↑→↓↔↵−∞≈≠≤≥✓✔×÷·"


def subset(source: Path, target: str, codes: set[int]) -> None:
    options = Options()
    # No substitutions: what the meter sent is drawn character by character.
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = None
    font.save(HERE / target)
    print(f"{target}: {len(font.getGlyphOrder())} glyphs, {(HERE / target).stat().st_size} bytes")


def main() -> None:
    sans, mono, phosphor = map(Path, sys.argv[1:4])
    text = {code for first, last in TEXT for code in range(first, last + 1)}
    text |= set(map(ord, SIGNS))
    icons = {int(code, 16) for code in re.findall(r"\\u\{([0-9a-f]+)\}", ICON_NAMES.read_text())}
    for package, family in ((sans, "Sans"), (mono, "Mono")):
        for weight in ("Regular", "SemiBold"):
            name = f"IBMPlex{family}-{weight}"
            subset(package / f"fonts/complete/woff2/{name}.woff2", f"{name}.ttf", text)
    for folder, name in (("regular", "Phosphor"), ("bold", "Phosphor-Bold"), ("fill", "Phosphor-Fill")):
        subset(phosphor / f"src/{folder}/{name}.ttf", f"{name}.ttf", icons)
    shutil.copy(sans / "LICENSE.txt", HERE / "IBMPlex-LICENSE.txt")
    shutil.copy(phosphor / "LICENSE", HERE / "Phosphor-LICENSE.txt")


if __name__ == "__main__":
    main()
