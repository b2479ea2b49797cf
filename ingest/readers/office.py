"""Old and open office files (.doc, .odt, .rtf): LibreOffice makes .docx of them, which Word's reader reads."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from ingest.blocks import ReadError, Source
from ingest.readers.package import check_package
from ingest.readers.tool import find_tool, run_tool
from ingest.readers.web import read_html
from ingest.readers.word import read_docx

SECONDS = 100.0
NEEDS = "reading it needs LibreOffice (Debian package libreoffice-writer-nogui)"
# No macros, no update of links to files or addresses: a document must not reach out while it is converted.
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_LIMIT = 100 * 1024 * 1024


def read_office(data: bytes, name: str) -> Source:
    """Blocks of a .doc, .odt or .rtf file. A .doc that is another format by its content is read as that."""
    suffix = PurePosixPath(name).suffix.lower()
    if data.startswith(b"PK\x03\x04"):
        if suffix == ".doc":
            return read_docx(data, name)
        check_package(data, name, "OpenDocument text")
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html")):
        return read_html(data, name)
    if start.startswith(b"{\\rtf"):
        suffix = ".rtf"
    if suffix == ".doc" and not data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(name, "its content is not that of a .doc file")
    return read_docx(_converted(data, suffix, name), name)


def _converted(data: bytes, suffix: str, name: str) -> bytes:
    program = find_tool(name, NEEDS, "soffice", "libreoffice")
    with tempfile.TemporaryDirectory(prefix="hoidap-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        source = home / f"document{suffix}"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(home / "out"),
            str(source),
        ]
        run_tool(command, name, seconds=SECONDS, env={"HOME": folder, "SAL_USE_VCLPLUGIN": "svp"})
        made = home / "out" / "document.docx"
        if not made.is_file() or made.stat().st_size > _LIMIT:
            raise ReadError(name, "LibreOffice could not read it")
        return made.read_bytes()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{key}"><value>{value}</value></prop></item>'
        for path, key, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
