"""Writing files whole, one process at a time."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, NoReturn

import pytest

from graphex import files
from graphex.files import LOCK_NAME, locked, new_file, replace_file, replacing, sync_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def refusing(number: int) -> Callable[[int], NoReturn]:
    """Stand in for a disk that refuses to write through."""

    def refuse(_: int) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_a_file_system_that_cannot_write_through_is_used_all_the_same(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", refusing(number))

    sync_file(0)


def test_a_disk_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", refusing(errno.EIO))

    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_file(0)


def test_a_new_file_takes_nobody_s_place_and_has_its_mode(tmp_path: Path) -> None:
    with new_file(tmp_path / "file", 0o600) as file:
        file.write(b"x")

    assert (tmp_path / "file").read_bytes() == b"x"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError), new_file(tmp_path / "file", 0o600):
        pass


as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o400, 0o2750])
def test_the_permissions_of_a_file_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(mode)

    replace_file(path, "é\n")

    assert path.read_bytes() == "é\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def umask() -> Iterator[int]:
    """Take the umask of a group that may read."""
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


def test_a_new_file_gets_what_the_umask_leaves(tmp_path: Path, umask: int) -> None:
    replace_file(tmp_path / "file", "x")

    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~umask


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")

    replace_file(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_link_to_a_link_and_one_to_nothing_stay_links(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "first").symlink_to("second")
    (tmp_path / "second").symlink_to("far/target")

    replace_file(tmp_path / "first", "new")

    assert ((tmp_path / "first").is_symlink(), (tmp_path / "second").is_symlink()) == (True, True)
    assert (tmp_path / "far" / "target").read_text() == "new"


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "first").symlink_to("second")
    (tmp_path / "second").symlink_to("first")

    with pytest.raises(OSError, match="symbolic links"):
        replace_file(tmp_path / "first", "new")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]


def test_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    attributes = attributes_of(path, {"user.kept": b"x"})

    replace_file(path, "new")

    assert {name: os.getxattr(path, name) for name in attributes} == attributes


def attributes_of(path: Path, wanted: dict[str, bytes]) -> dict[str, bytes]:
    """Set attributes of a file, as far as the file system has any."""
    try:
        for name, value in wanted.items():
            os.setxattr(path, name, value)
    except (AttributeError, OSError):
        return {}
    return wanted


@as_root
def test_the_owner_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch(0o640)
    os.chown(path, 12345, 12346)

    replace_file(path, "new")

    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 12346, 0o640)


AS_ANOTHER = """
import os, pathlib, sys
from graphex.files import replace_file

os.setgid(12346)
os.setuid(12345)
try:
    replace_file(pathlib.Path(sys.argv[1]), "new")
except OSError as error:
    print(type(error).__name__)
"""


@as_root
@pytest.mark.parametrize(("mode", "said", "content"), [(0o666, "", "new"), (0o644, "PermissionError\n", "the old one")])
def test_a_file_in_a_directory_of_somebody_else_is_written_over(mode: int, said: str, content: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        path = Path(place, "file")
        path.write_text("the old one")
        path.chmod(mode)

        done = subprocess.run(
            [sys.executable, "-c", AS_ANOTHER, path], capture_output=True, text=True, check=True, timeout=60
        )

        assert (done.stdout, path.read_text()) == (said, content)
        assert os.listdir(place) == ["file"]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(path.read_text()))
    reader.start()

    replace_file(path, "through")
    reader.join(10)

    assert found == ["through"]
    assert path.is_fifo()


def test_a_standard_stream_is_written_to_wherever_it_leads(tmp_path: Path) -> None:
    command = "import pathlib, graphex.files as f; f.replace_file(pathlib.Path('/dev/stdout'), 'later')"
    with (tmp_path / "log").open("wb") as log:
        log.write(b"earlier ")
        log.flush()
        subprocess.run([sys.executable, "-c", command], check=True, stdout=log)

    assert (tmp_path / "log").read_text() == "earlier later"


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "directory").mkdir()

    with pytest.raises(OSError, match=r"."):
        replace_file(tmp_path / "directory", "x")

    assert [path.name for path in tmp_path.iterdir()] == ["directory"]


@pytest.mark.parametrize("name", ["missing/file", "link"])
def test_an_error_names_the_file_that_was_meant(tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to("missing/file")

    with pytest.raises(FileNotFoundError) as raised:
        replace_file(tmp_path / name, "x")

    assert raised.value.filename == str(tmp_path / name)


def test_a_stream_that_breaks_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")

    with pytest.raises(TypeError), replacing(tmp_path / "file") as stream:
        stream.writelines([b"half", None])  # type: ignore[list-item]  # what breaks off

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "old")]


HOLD = """
import sys, time
from pathlib import Path
from graphex.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
COUNT = """
import sys, time
from pathlib import Path
from graphex.files import locked
for _ in range(20):
    with locked(Path(sys.argv[1])):
        counter = Path(sys.argv[1]) / "counter"
        value = int(counter.read_text())
        time.sleep(0.001)
        counter.write_text(str(value + 1))
"""
# Put before a program of these: `msvcrt` as it behaves, for this module alone, out of what is here. It locks bytes
# from the place in the file on, says EACCES for what another process holds, and lets no open file be removed.
ON_WINDOWS = """
import fcntl, os, pathlib, sys, types
from graphex import files

def locking(descriptor, mode, length):
    assert mode == msvcrt.LK_NBLCK
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length)

def refuse(path, missing_ok=False):
    raise PermissionError(13, "used by another process", str(path))

msvcrt = sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
files._PLATFORM = "win32"
pathlib.Path.unlink = refuse
sys.modules["fcntl"] = None
"""


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with locked(tmp_path):
        held = os.listdir(tmp_path)

    assert held == [LOCK_NAME]
    assert os.listdir(tmp_path) == []


def test_nothing_is_left_behind_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError

    assert os.listdir(tmp_path) == []


def test_another_process_waits_and_says_for_what(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        with pytest.raises(TimeoutError) as caught, locked(tmp_path, patience=0.2):
            pass
        holder.kill()

    assert LOCK_NAME in str(caught.value.strerror)
    assert str(caught.value.filename) == str(tmp_path / LOCK_NAME)


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
        holder.wait()

    with locked(tmp_path, patience=1):
        pass

    assert os.listdir(tmp_path) == []


def test_many_processes_take_turns(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")

    started = [subprocess.Popen([sys.executable, "-W", "error", "-c", COUNT, tmp_path]) for _ in range(4)]
    codes = [process.wait() for process in started]

    assert codes == [0] * 4
    assert (tmp_path / "counter").read_text() == "80"
    assert os.listdir(tmp_path) == ["counter"]


def test_a_link_in_the_lock_s_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic link"), locked(tmp_path):
        pass

    assert not (tmp_path / "elsewhere").exists()


def test_many_processes_take_turns_by_the_locks_of_windows(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")

    program = ON_WINDOWS + COUNT
    started = [subprocess.Popen([sys.executable, "-W", "error", "-c", program, tmp_path]) for _ in range(3)]
    codes = [process.wait() for process in started]

    assert codes == [0] * 3
    assert (tmp_path / "counter").read_text() == "60"
    assert sorted(os.listdir(tmp_path)) == [LOCK_NAME, "counter"]


def test_windows_waits_for_a_byte_that_another_process_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[int, int]] = []

    def locking(_descriptor: int, mode: int, length: int) -> None:
        calls.append((mode, length))
        raise PermissionError(13, "Permission denied")

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    monkeypatch.setattr(files, "_PLATFORM", "win32")

    with pytest.raises(TimeoutError), locked(tmp_path, patience=0.05):
        pass

    assert set(calls) == {(2, 1)}
    assert len(calls) > 1
