"""The contents of files."""

from __future__ import annotations

import hashlib

from graphex.nodes.files.topic import FileNode
from graphex.plugin import Boolean, InputSocket, Number, OutputSocket, String


class ReadFileIntoString(FileNode):
    """Reads a text file."""

    name = "Read File into String"
    hyperlink = ("https://docs.python.org/3/tutorial/inputoutput.html#reading-and-writing-files",)

    file_path = InputSocket(String, "File Path", "The file.")
    file_contents = OutputSocket(String, "File Contents", "The text, with line breaks as line feeds.")

    def run(self) -> None:
        with open(self.file_path) as file:
            self.file_contents = file.read()


class WriteStringToFile(FileNode):
    """Writes a text to a file, which is made if it is not there; its directory must be."""

    name = "Write String to File"
    hyperlink = ("https://docs.python.org/3/tutorial/inputoutput.html#reading-and-writing-files",)

    string = InputSocket(String, "String", "The text.")
    file_path = InputSocket(String, "File Path", "The file.")
    append = InputSocket(
        Boolean, "Append?", "Whether the text is added to the end instead of replacing what the file has.", False
    )
    characters_written = OutputSocket(Number, "Characters Written", "The number of characters.")

    def run(self) -> None:
        with open(self.file_path, "a" if self.append else "w") as file:
            self.characters_written = file.write(self.string)


class HashFile(FileNode):
    """Gives the hash of a file, by which two files can be compared."""

    name = "Hash File"
    hyperlink = ("https://docs.python.org/3/library/hashlib.html#usage",)

    file_path = InputSocket(String, "File Path", "The file.")
    hash_function_name = InputSocket(
        String,
        "Hash Function Name",
        "The function, such as sha256, sha512, blake2b or md5; shake_128 and shake_256 give 32 and 64 bytes.",
        "sha256",
    )
    hash_value = OutputSocket(String, "Hash Value", "The hash in hexadecimal, in small letters.")

    def run(self) -> None:
        function = self.hash_function_name.lower()
        if function not in hashlib.algorithms_available:
            raise AttributeError(
                f"There is no hash function {function}; there are {', '.join(sorted(hashlib.algorithms_available))}."
            )
        with open(self.file_path, "rb") as file:
            digest = hashlib.file_digest(file, function)
        # The SHAKE functions have no length of their own; these are the ones of their full strength (FIPS 202).
        lengths = {"shake_128": (32,), "shake_256": (64,)}
        self.hash_value = digest.hexdigest(*lengths.get(function, ()))
