"""Zipped office formats (.docx, .xlsx, .odt), checked before a library opens them: size, parts, XML tricks."""

from __future__ import annotations

import io
import zipfile

from ingest.blocks import ReadError

MAX_UNPACKED = 300 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_RATIO = 200  # real documents stay below 50
_SMALL = 10 * 1024 * 1024
_PROLOGUE = 4096


def check_package(data: bytes, name: str, what: str) -> None:
    """Raise ``ReadError`` where the package is damaged, locked, unpacks to too much or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            size = sum(m.file_size for m in members)
            if len(members) > MAX_MEMBERS or size > MAX_UNPACKED or size > max(_SMALL, MAX_RATIO * len(data)):
                raise ReadError(name, "unpacks to more than is allowed")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(_PROLOGUE).replace(b"\x00", b"").upper():
                            raise ReadError(name, "declares entities, as no document needs to")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise ReadError(name, f"is not a readable {what}") from error
    except RuntimeError as error:  # what zipfile raises for a member under a password
        raise ReadError(name, "is locked with a password") from error
