#!/usr/bin/env python3
"""Draws the letters of contact sheets, so that they look the same everywhere and need no fonts installed.

    python3 -m venv venv && venv/bin/pip install pillow
    venv/bin/python scripts/references/glyphs.py app/lab/src/main/resources/eigensweep/lab/augment/letters.png

The printable characters of ASCII in Aileron Regular (CC0), which Pillow carries, 15 pixels high. In the first row
of pixels, white marks where a letter begins; the rest is its coverage.
"""

import sys

from PIL import Image, ImageDraw, ImageFont

SIZE = 15


def main(target):
    font = ImageFont.load_default(size=SIZE)
    letters = [chr(code) for code in range(32, 127)]
    widths = [max(round(font.getlength(letter)), 1) for letter in letters]
    ascent, descent = font.getmetrics()
    sheet = Image.new("L", (sum(widths), ascent + descent + 1))
    x = 0
    for letter, width in zip(letters, widths):
        cell = Image.new("L", (width, ascent + descent))
        ImageDraw.Draw(cell).text((0, 0), letter, fill=255, font=font)
        sheet.paste(cell, (x, 1))
        sheet.putpixel((x, 0), 255)
        x += width
    sheet.save(target, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
