"""Zip archives."""

from __future__ import annotations

import zipfile
from pathlib import Path

from graphex.plugin import InputSocket, Node, OptionalInputSocket, String

# Archives can be made that fill any disk from a few kilobytes.
_MOST_BYTES = 16 * 1024**3
_MOST_MEMBERS = 1_000_000


class _Archive(Node, is_template=True):
    categories = ["Files", "Archives"]
    color = "#607509"


class CompressZipFile(_Archive):
    """Adds a file to a zip archive, which is made if it is not there."""

    name = "Compress (Zip) File"
    hyperlink = ("https://docs.python.org/3/library/io.html#io.BufferedIOBase.write",)

    archive_file_path = InputSocket(String, "Archive File Path", "The archive.")
    file_path_to_add = InputSocket(
        String, "File Path to Add", "The file; it is stored under this path, of a directory only the name."
    )

    def run(self) -> None:
        archive, path = self.archive_file_path, self.file_path_to_add
        self.log(f"Adding {path} to zip archive {archive}")
        with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as file:
            file.write(path)


class DecompressUnzipArchive(_Archive):
    """Extracts all files of a zip archive; none gets outside the output directory."""

    name = "Decompress (Unzip) Archive"
    hyperlink = ("https://docs.python.org/3/library/zipfile.html",)

    archive_file_path = InputSocket(String, "Archive File Path", "The archive.")
    output_directory = InputSocket(String, "Output Directory", "Where the files go; it is made if it is not there.")
    password = OptionalInputSocket(
        String, "Password", "The password of the archive, if it has one (only the old encryption of zip)."
    )

    def run(self) -> None:
        archive, target = self.archive_file_path, self.output_directory
        self.log(f"Extracting zip archive {archive} to {target}")
        password = self.password
        with zipfile.ZipFile(archive) as file:
            _check(file, archive, Path(target))
            file.extractall(target, pwd=password.encode() if password else None)


def _check(file: zipfile.ZipFile, archive: str, target: Path) -> None:
    """Refuse an archive that would fill the disk or write outside its target."""
    members = file.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or total > _MOST_BYTES:
        raise ValueError(f"{archive} would become {len(members):,} files with {total:,} bytes, which is too much.")
    root = target.resolve()
    for member in members:
        if not (root / member.filename).resolve().is_relative_to(root):
            raise ValueError(f"{archive} has a file that would be written outside {target}: {member.filename}")
