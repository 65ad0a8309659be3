"""Writes a wheel of the package `shapes`: make_wheel.py PROJECT FOLDER"""
import base64
import hashlib
import sys
import zipfile
from pathlib import Path

project, folder = map(Path, sys.argv[1:])
info = "shapes-1.2.dist-info"
files = {f"shapes/{path.name}": path.read_bytes() for path in sorted((project / "shapes").glob("*.py"))}
files[f"{info}/METADATA"] = b"Metadata-Version: 2.1\nName: shapes\nVersion: 1.2\nSummary: Areas of rectangles\n"
files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: make_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
files[f"{info}/entry_points.txt"] = b"[console_scripts]\narea = shapes.__main__:main\n"


def line(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


record = "".join(line(name, data) for name, data in files.items()) + f"{info}/RECORD,,\n"
files[f"{info}/RECORD"] = record.encode()
with zipfile.ZipFile(folder / "shapes-1.2-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
    for name, data in files.items():
        wheel.writestr(name, data)
