"""A file that changes while it is in use."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from graphex.tls.findings import CertificateError, Finding, Severity
from graphex.tls.store import followed_file
from graphex.tls.store.followed_file import FollowedFile, Reading, file_stamp

if TYPE_CHECKING:
    from pathlib import Path


def follow(path: Path) -> FollowedFile[str]:
    """Follow a file that is good when it begins with "good"; one with "warn" in it has a warning."""

    def read() -> Reading[str]:
        text = path.read_text() if path.exists() else ""
        error = Finding(Severity.ERROR, "bad", "It is bad.", path, "Make it good.")
        warning = Finding(Severity.WARNING, "odd", "It is odd.", path, "Look at it.")
        findings = (warning,) if "warn" in text else ()
        return Reading(text, findings) if text.startswith("good") else Reading(None, (error,))

    return FollowedFile(path, read, "little file")


def look_often(followed: FollowedFile[str]) -> list[bool]:
    return [followed.look() for _ in range(5)]


def test_a_file_that_is_not_good_at_first_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CertificateError) as caught:
        follow(tmp_path / "file")

    assert caught.value.findings[0].code == "bad"


def test_a_change_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("good 1")
    followed = follow(tmp_path / "file")
    (tmp_path / "file").write_text("good, the second")

    looks = [followed.look() for _ in range(3)]

    assert looks == [True, False, False]
    assert followed.value == "good, the second"


def test_warnings_about_a_change_are_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("good")
    followed = follow(tmp_path / "file")
    (tmp_path / "file").write_text("good, but warn")

    followed.look()

    assert [record.getMessage() for record in caplog.records] == ["It is odd. Look at it."]
    assert [finding.code for finding in followed.findings] == ["odd"]


@pytest.mark.parametrize("content", ["", "bad", None])
def test_a_bad_change_is_said_once_and_the_earlier_content_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    monkeypatch.setattr(followed_file, "_SETTLING_SECONDS", 0)
    (tmp_path / "file").write_text("good")
    followed = follow(tmp_path / "file")
    (tmp_path / "file").unlink()
    [(tmp_path / "file").write_text(text) for text in [content] if text is not None]

    looks = look_often(followed)

    assert not any(looks)
    assert followed.value == "good"
    assert [record.getMessage() for record in caplog.records] == [
        "The changed little file is refused: It is bad. Make it good.",
        "Still going by the little file from before the change.",
    ]


def test_half_a_file_that_is_completed_is_taken_without_complaint(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_file, "_SETTLING_SECONDS", 3600)
    (tmp_path / "file").write_text("good")
    followed = follow(tmp_path / "file")
    (tmp_path / "file").write_text("b")
    look_often(followed)
    (tmp_path / "file").write_text("good again")

    looks = look_often(followed)

    assert looks.count(True) == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_every_change_of_a_file_changes_its_stamp(tmp_path: Path) -> None:
    path = tmp_path / "file"
    absent = file_stamp(path)
    path.write_text("1")
    first = file_stamp(path)
    path.write_text("22")

    stamps = {absent, first, file_stamp(path)}

    assert absent is None
    assert len(stamps) == 3
