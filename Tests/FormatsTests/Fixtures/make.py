"""Makes the files in this folder; run by hand (python3 make.py) after a change here.

Element (i, j) of every matrix is 10 i + j - 5 for signed and 10 i + j for unsigned types, so that
the tests can say what they expect without reading these files another way.
"""

import gzip
import io
import struct
import zipfile

import numpy as np

rows, columns = 3, 4
i, j = np.mgrid[0:rows, 0:columns]
signed = 10 * i + j - 5
unsigned = 10 * i + j

arrays = {}
for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    base = unsigned if code[0] == "u" else signed
    for endian, word in [("<", "le"), (">", "be")]:
        for order in "CF":
            arrays[f"{code}_{word}_{order}"] = np.array(base, dtype=endian + code, order=order)
arrays["b1_le_C"] = unsigned % 2 == 1
np.savez_compressed("dtypes.npz", **arrays)

np.savez(
    "shapes.npz",
    scalar=np.array(2.5),
    vector=np.array([1.0, -2.0, 3.0]),
    empty=np.zeros((0, 7)),
    images=np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
    images_fortran=np.asfortranarray(np.arange(24, dtype=np.int16).reshape(2, 3, 4)),
    big=np.array([2**53, -(2**53)]),
)
np.savez_compressed(
    "refused.npz",
    objects=np.array([1, "a"], dtype=object),
    records=np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]),
    strings=np.array(["a", "bc"]),
    bytes=np.array([b"a", b"bc"]),
    complex=np.array([1j]),
    dates=np.array(["2020-01-01"], dtype="M8[D]"),
    long_double=np.zeros(1, dtype=np.longdouble),
    too_big=np.array([0, 2**53 + 1]),
    too_negative=np.array([-(2**53) - 1]),
    too_big_unsigned=np.array([1, 2**64 - 1], dtype=np.uint64),
)
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, signed.astype(float), version=version)

halves = np.arange(65536, dtype=np.uint16).view(np.float16)[::61]
np.savez_compressed("halves.npz", half=halves, double=halves.astype(np.float64))

# The 64-bit records that archives above 4 GiB have, in a small one.
limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10
with zipfile.ZipFile("zip64.npz", "w") as archive:
    for name in ["X", "y"]:
        buffer = io.BytesIO()
        np.save(buffer, signed.astype(float))
        archive.writestr(zipfile.ZipInfo(name + ".npy"), buffer.getvalue())
zipfile.ZIP64_LIMIT = limit
with zipfile.ZipFile("methods.zip", "w") as archive:
    archive.writestr(zipfile.ZipInfo("bzip2.txt"), "text " * 20, zipfile.ZIP_BZIP2)
    archive.writestr(zipfile.ZipInfo("deflate.txt"), "text " * 20, zipfile.ZIP_DEFLATED)
    archive.comment = b"a comment"

idx = struct.pack(">BBBBIII", 0, 0, 8, 3, 2, 3, 4) + bytes(range(24))
with open("images.idx3.gz", "wb") as file:
    file.write(gzip.compress(idx[:20], mtime=0) + gzip.compress(idx[20:], mtime=0))
