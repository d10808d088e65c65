"""The Mandelbrot set as a picture file (portable graymap): complex-plane arithmetic and binary output.

usage: mandelbrot.py [WIDTH [FILE.pgm]]
"""
import os
import sys
import tempfile

LIMIT = 100


def escape_time(cr, ci):
    zr = zi = 0.0
    for n in range(LIMIT):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return n
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return LIMIT


def render(width, height):
    rows = []
    for py in range(height):
        ci = 2.4 * py / height - 1.2
        row = bytearray(width)
        for px in range(width):
            n = escape_time(3.2 * px / width - 2.3, ci)
            row[px] = 255 * n // LIMIT
        rows.append(bytes(row))
    return rows


def write_pgm(path, width, height, rows):
    with open(path, "wb") as out:
        out.write(b"P5\n%d %d\n255\n" % (width, height))
        for row in rows:
            out.write(row)


def preview(rows, columns=64):
    """A text version: one character for a block of pixels."""
    shades = " .:-=+*#%@"
    step = max(1, len(rows[0]) // columns)
    for row in rows[::step * 2]:
        print("".join(shades[v * (len(shades) - 1) // 255] for v in row[::step]).rstrip())


def main():
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 128
    height = width * 3 // 4
    rows = render(width, height)
    if len(sys.argv) > 2:
        write_pgm(sys.argv[2], width, height, rows)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "mandelbrot.pgm")
            write_pgm(path, width, height, rows)
            print(os.path.getsize(path), "bytes")
    preview(rows)
    print("inside:", sum(row.count(255) for row in rows), "of", width * height)


main()
