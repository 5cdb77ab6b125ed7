"""The nodes of files."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes.files import changing, contents, facts, listing, temporary
from graphex.testing import run_node
from graphs import connect, log, node, run
from node_results import result

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a directory with a file, a hidden file, a directory and a link to the file."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("one\r\ntwo\n", newline="")
    (tmp_path / ".hidden").write_text("")
    (tmp_path / "sub" / "b.txt").write_text("b")
    (tmp_path / "link").symlink_to("a.txt")
    return tmp_path


def test_a_file_is_read_and_written(tree: Path) -> None:
    file = str(tree / "new.txt")

    run_node(contents.WriteStringToFile, {"String": "old", "File Path": file, "Append?": False})
    run_node(contents.WriteStringToFile, {"String": "x", "File Path": file, "Append?": False})
    again = run_node(contents.WriteStringToFile, {"String": "yz", "File Path": file, "Append?": True})

    assert again.outputs == {"Characters Written": 2}
    assert result(contents.ReadFileIntoString, file) == "xyz"
    assert result(contents.ReadFileIntoString, str(tree / "a.txt")) == "one\ntwo\n"


@pytest.mark.parametrize("append", [True, False])
def test_a_file_that_is_written_keeps_its_mode_and_the_link_to_it(tree: Path, append: bool) -> None:
    (tree / "a.txt").chmod(0o640)

    run_node(contents.WriteStringToFile, {"String": "x", "File Path": str(tree / "link"), "Append?": append})

    assert (tree / "link").is_symlink()
    assert (tree / "a.txt").read_text().endswith("x")
    assert (tree / "a.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("recursive", [True, False])
def test_a_link_to_a_directory_is_not_deleted_with_what_it_leads_to(tree: Path, recursive: bool) -> None:
    (tree / "way").symlink_to("sub")

    with pytest.raises(OSError):  # noqa: PT011 - what the system says
        run_node(changing.DeletePath, {"Path": str(tree / "way"), "Recursive": recursive})

    assert (tree / "way" / "b.txt").read_text() == "b"


@pytest.mark.parametrize("path", ["", "  ", "a.txt/", "a\0b"])
@pytest.mark.parametrize("recursive", [True, False])
def test_no_odd_path_is_the_working_directory(
    tree: Path, monkeypatch: pytest.MonkeyPatch, path: str, recursive: bool
) -> None:
    monkeypatch.chdir(tree)
    before = sorted(os.listdir())

    with pytest.raises((OSError, ValueError)):
        run_node(changing.DeletePath, {"Path": path, "Recursive": recursive})

    assert sorted(os.listdir()) == before


@pytest.mark.parametrize(("name", "length"), [("SHA256", 64), ("md5", 32), ("shake_128", 64), ("shake_256", 128)])
def test_a_file_has_a_hash(tree: Path, name: str, length: int) -> None:
    assert len(result(contents.HashFile, str(tree / "a.txt"), name)) == length


def test_the_hash_is_that_of_the_contents(tree: Path) -> None:
    expected = hashlib.sha256(b"b").hexdigest()

    assert result(contents.HashFile, str(tree / "sub" / "b.txt"), "sha256") == expected


def test_an_unknown_hash_function_is_an_error(tree: Path) -> None:
    with pytest.raises(AttributeError, match="no hash function sha0"):
        result(contents.HashFile, str(tree / "a.txt"), "sha0")


def test_a_missing_file_is_an_error(tree: Path) -> None:
    with pytest.raises(FileNotFoundError):
        result(contents.ReadFileIntoString, str(tree / "gone"))


def test_directories_are_made_and_removed(tree: Path) -> None:
    run_node(changing.CreateDirectory, {"Directory Path": str(tree / "x" / "y")})
    run_node(changing.CreateDirectory, {"Directory Path": str(tree / "x" / "y")})
    run_node(changing.DeletePath, {"Path": str(tree / "x" / "y"), "Recursive": False})
    run_node(changing.DeletePath, {"Path": str(tree / "sub"), "Recursive": True})

    assert (tree / "x").is_dir()
    assert not (tree / "x" / "y").exists()
    assert not (tree / "sub").exists()


def test_a_directory_with_files_is_removed_only_if_asked(tree: Path) -> None:
    with pytest.raises(OSError, match="not empty"):
        run_node(changing.DeletePath, {"Path": str(tree / "sub"), "Recursive": False})


def test_a_missing_file_may_be_removed_but_not_deleted(tree: Path) -> None:
    run_node(changing.RemoveFile, {"File Path": str(tree / "gone")})

    with pytest.raises(FileNotFoundError):
        run_node(changing.DeletePath, {"Path": str(tree / "gone"), "Recursive": False})


@pytest.mark.parametrize(
    ("node_type", "source", "destination", "expected"),
    [
        (changing.CopyPath, "a.txt", "copy.txt", "copy.txt"),
        (changing.CopyPath, "a.txt", "sub", "sub/a.txt"),
        (changing.CopyPath, "sub", "other", "other/b.txt"),
        (changing.MovePath, "a.txt", "sub", "sub/a.txt"),
        (changing.MovePath, "sub", "moved", "moved/b.txt"),
    ],
)
def test_copying_and_moving(tree: Path, node_type: Any, source: str, destination: str, expected: str) -> None:
    run_node(node_type, {"Path": str(tree / source), "Destination": str(tree / destination)})

    assert (tree / expected).exists()
    assert (tree / source).exists() is (node_type is changing.CopyPath)


def names(node_type: Any, where: str, tree: Path, **kinds: bool) -> list[str]:
    first = node_type.data_inputs()[0].name
    options = {
        "Include Files": False,
        "Include Directories": False,
        "Include Symbolic Links": False,
        "Absolute Paths": True,
    }
    options |= {name.replace("_", " "): value for name, value in kinds.items()}
    found = run_node(node_type, {first: where, **options}).outputs["Found Paths"]
    return [path.removeprefix(f"{tree}/") for path in found]


def test_listing_by_kind(tree: Path) -> None:
    assert names(listing.ListPaths, str(tree), tree, Include_Files=True) == [".hidden", "a.txt"]
    assert names(listing.ListPaths, str(tree), tree, Include_Directories=True) == ["sub"]
    assert names(listing.ListPaths, str(tree), tree, Include_Symbolic_Links=True) == ["link"]


def test_finding_by_pattern(tree: Path) -> None:
    pattern = str(tree / "**" / "*.txt")

    assert names(listing.GlobPaths, pattern, tree, Include_Files=True, Recursive=True) == ["a.txt", "sub/b.txt"]
    assert names(listing.GlobPaths, pattern, tree, Include_Files=True, Recursive=False) == ["sub/b.txt"]


def test_facts(tree: Path) -> None:
    file = tree / "a.txt"
    stat = file.stat()

    assert result(facts.SizeOfFile, str(file)) == 9
    assert result(facts.FileMode, str(file)) == stat.st_mode
    assert result(facts.OwnerOfFile, str(file)) == stat.st_uid
    assert result(facts.GroupOfFile, str(file)) == stat.st_gid
    assert result(facts.FileLastModifiedTime, str(file)) == stat.st_mtime
    assert result(facts.FileLastAccessedTime, str(file)) == pytest.approx(stat.st_atime, abs=5)


def test_a_temporary_directory_is_gone_after_its_branch(tmp_path: Path) -> None:
    done = run(
        node("Create Temporary Directory", "dir", "start"),
        node("Path is Directory", "is", "dir::Use Temporary Directory", {"Path": connect("dir::Temporary Directory")}),
        node("Path Exists", "exists", "dir::Continue", {"Path": connect("dir::Temporary Directory")}),
        root=tmp_path,
    )

    assert done.runtime.get_node("is").get_output_socket_value("Result") is True
    assert done.runtime.get_node("exists").get_output_socket_value("Result") is False


def test_a_temporary_directory_is_new_each_time_and_gone_at_the_end(tmp_path: Path) -> None:
    done = run(
        node("Temporary Directory", "dir"),
        log("one", "start", connect("dir::Temporary Directory")),
        log("two", "one", connect("dir::Temporary Directory")),
        root=tmp_path,
    )

    assert len(set(done.lines)) == 2
    assert not any(type(tmp_path)(line).exists() for line in done.lines)


def test_the_root_is_given(tmp_path: Path) -> None:
    assert run_node(temporary.GraphEXRoot, root=tmp_path).outputs == {"GraphEX Root Directory": str(tmp_path.resolve())}
