"""Zip archives."""

from __future__ import annotations

import os
import zipfile
from pathlib import PurePosixPath

from graphex.plugin import InputSocket, Node, OptionalInputSocket, String

_EXECUTABLE = 0o111
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
    """Extracts all files of a zip archive; none gets outside the output directory, and programs stay programs."""

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
            _check(file, archive, target)
            for member in file.infolist():
                extracted = file.extract(member, target, pwd=password.encode() if password else None)
                _keep_executable(member, extracted)


def _keep_executable(member: zipfile.ZipInfo, extracted: str) -> None:
    """Let those execute a file who may read it, if it was a program when it was packed."""
    # The upper half of the attributes is the mode, where the archive was made on a Unix.
    if member.is_dir() or not (member.external_attr >> 16) & _EXECUTABLE:
        return
    mode = os.stat(extracted).st_mode
    os.chmod(extracted, mode | (mode & 0o444) >> 2)


def _check(file: zipfile.ZipFile, archive: str, target: str) -> None:
    """Refuse an archive that would fill the disk or whose names climb out of its target."""
    members = file.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or total > _MOST_BYTES:
        raise ValueError(f"{archive} would become {len(members):,} files with {total:,} bytes, which is too much.")
    for member in members:
        if ".." in PurePosixPath(member.filename.replace("\\", "/")).parts:
            raise ValueError(f"{archive} has a file that would be written outside {target}: {member.filename}")
