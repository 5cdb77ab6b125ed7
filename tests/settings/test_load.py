"""The settings follow from command line, file and defaults, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphex.errors import UsageError
from graphex.settings import Origin, Settings, load_settings


def test_without_anything_the_defaults_apply(tmp_path: Path) -> None:
    loaded = load_settings({}, cwd=tmp_path)

    assert loaded == Settings(root=tmp_path, origins=loaded.origins)
    assert {str(origin) for origin in loaded.origins.values()} == {"the default"}


@given(
    on_command_line=st.none() | st.integers(0, 65535),
    in_file=st.none() | st.integers(0, 65535),
    as_text=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_the_command_line_beats_the_file_and_the_file_beats_the_default(
    tmp_path: Path, on_command_line: int | None, in_file: int | None, *, as_text: bool
) -> None:
    (tmp_path / "graphex.yml").write_text("" if in_file is None else f"port: {in_file}\n")
    given_port = str(on_command_line) if as_text and on_command_line is not None else on_command_line
    candidates = [
        (on_command_line, Origin("command line", flag="-p")),
        (in_file, Origin("configuration file", file="graphex.yml", line=1, key="port")),
        (8080, Origin("default")),
    ]
    expected = next((port, origin) for port, origin in candidates if port is not None)

    loaded = load_settings({"port": given_port}, cwd=tmp_path, flags={"port": "-p"})

    assert (loaded.port, loaded.origins["port"]) == expected


@given(
    on_command_line=st.none() | st.lists(st.sampled_from(["a", "b.c", "d"]), max_size=3),
    in_file=st.none() | st.lists(st.sampled_from(["x", "y.z"]), max_size=3),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_plugins_on_the_command_line_replace_those_of_the_file(
    tmp_path: Path, on_command_line: list[str] | None, in_file: list[str] | None
) -> None:
    (tmp_path / "graphex.yml").write_text(f"plugins: {in_file or []}\n")
    expected = tuple(on_command_line if on_command_line is not None else in_file or [])

    loaded = load_settings({"plugins": on_command_line}, cwd=tmp_path)

    assert loaded.plugins == expected


@pytest.mark.parametrize(
    ("spelling", "field"),
    [
        ("Root", "root"),
        ("SSL_certificates_path", "ssl_certificates_path"),
        ("SSL_Certificates_Path", "ssl_certificates_path"),
        ("Ssl_Certificates_Path", "ssl_certificates_path"),
        ("Vault_Password_Path", "vault_password_path"),
        ("Inventory_Path", "inventory_path"),
        ("Inventory_path", "inventory_path"),
    ],
)
def test_old_spellings_of_paths_are_read(tmp_path: Path, spelling: str, field: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "graphex.yml").write_text(f"{spelling}: there\n")

    loaded = load_settings({}, cwd=tmp_path)

    assert getattr(loaded, field) == tmp_path / "there"
    assert str(loaded.origins[field]) == f"graphex.yml line 1 ({spelling})"
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Title: Build room", "title", "Build room"),
        ("Plugins: [one, 'two, three']", "plugins", ("one", "two", "three")),
        ("plugins: one , two", "plugins", ("one", "two")),
        ("plugins: []", "plugins", ()),
        ("Log_Rollover_Amount: 0", "log_rollover_amount", 0),
        ("ssl_min_version: 1.3", "ssl_min_version", "1.3"),
        ('ssl_min_version: "1.3"', "ssl_min_version", "1.3"),
        ("ssl_hostnames: a.example", "ssl_hostnames", ("a.example",)),
        ("hsts: on", "hsts", True),
        ("host: '[::1]'", "host", "::1"),
        ("host: ''", "host", None),
        ("inventory_path: ''", "inventory_path", None),
        ("port:", "port", 8080),
        ("forwarded_allow_ips: [10.0.0.1, 10.1.0.0/16]", "forwarded_allow_ips", ("10.0.0.1", "10.1.0.0/16")),
        ("Graph_Inputs: {'*': {A: 1, B: [x, 2.5]}, a.gx: }", "graph_inputs", {"*": {"A": 1, "B": ["x", 2.5]}}),
        ("Secrets: {one: '00ff', two: 1234, three: 12e4}", "secrets", {"one": "00ff", "two": "1234", "three": "12e4"}),
    ],
)
def test_yaml_values_become_the_type_of_the_field(tmp_path: Path, line: str, field: str, value: object) -> None:
    (tmp_path / "graphex.yml").write_text(line)

    loaded = load_settings({}, cwd=tmp_path)

    assert getattr(loaded, field) == value


@pytest.mark.parametrize("name", ["ssl_certificates_path", "inventory_path", "vault_password_path"])
def test_an_empty_path_on_the_command_line_disables_the_one_in_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "graphex.yml").write_text(f"{name}: somewhere\n")

    loaded = load_settings({name: ""}, cwd=tmp_path)

    assert getattr(loaded, name) is None
    assert loaded.origins[name].kind == "command line"


def test_a_tilde_stands_for_the_home_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    loaded = load_settings({"ssl_certificates_path": "~/certs"}, cwd=tmp_path)

    assert loaded.ssl_certificates_path == tmp_path / "certs"


def test_the_first_default_file_wins_and_the_other_is_mentioned(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("title: first\n")
    (tmp_path / "graphex-config.yml").write_text("title: second\n")

    loaded = load_settings({}, cwd=tmp_path)

    assert loaded.title == "first"
    assert loaded.config == tmp_path / "graphex.yml"
    assert loaded.warnings == ("graphex-config.yml is not read, because graphex.yml exists as well.",)


def test_the_old_default_file_is_still_found(tmp_path: Path) -> None:
    (tmp_path / "graphex-config.yml").write_text("title: old\n")

    loaded = load_settings({}, cwd=tmp_path)

    assert loaded.title == "old"


def test_an_empty_name_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("][")

    loaded = load_settings({"config": ""}, cwd=tmp_path)

    assert loaded.config is None


def test_a_broken_link_in_place_of_the_default_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").symlink_to(tmp_path / "gone")

    with pytest.raises(UsageError, match=r"graphex\.yml does not exist"):
        load_settings({}, cwd=tmp_path)


@pytest.mark.parametrize(
    ("key", "guess"),
    [("prot", '; did you mean "port"?'), ("SSL_path_certificates", "did you mean"), ("zzz", '"zzz".')],
)
def test_an_unknown_key_is_a_warning_with_the_nearest_known_one(tmp_path: Path, key: str, guess: str) -> None:
    (tmp_path / "graphex.yml").write_text(f"# comment\n{key}: 1\n")

    loaded = load_settings({}, cwd=tmp_path)

    assert loaded.warnings[0].startswith(f'graphex.yml line 2: there is no setting "{key}"')
    assert guess in loaded.warnings[0]


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ({"port": "x"}, '-x must be a whole number from 0 to 65535, not "x".', "-pf"),
        ({"port": "65536"}, '-x must be a whole number from 0 to 65535, not "65536".', "-pf"),
        ({"port": "-1"}, '-x must be a whole number from 0 to 65535, not "-1".', "-pf"),
        ({"port": "٨٠"}, '-x must be a whole number from 0 to 65535, not "٨٠".', "-pf"),
        ({"port": "9" * 5000}, "-x must be a whole number from 0 to 65535", "-pf"),
        ({"ssl_days": "1"}, '-x must be a whole number from 2 to 825, not "1".', ""),
        ({"ssl_days": "0x10"}, "not", "digits"),
        ({"log_rollover_amount": "-1"}, '-x must be a whole number of at least 0, not "-1".', ""),
        ({"ssl_key_type": "dsa"}, '-x must be p256 or rsa2048, not "dsa".', ""),
        ({"title": ""}, '-x must be one line of text, not "".', ""),
        ({"title": "a\x1b[2Jb"}, "-x must be one line of text", ""),
        ({"host": "https://a:1"}, "-x must be a host name or an address", "--port"),
        ({"host": "*"}, '-x must be a host name or an address, not "*".', "every interface"),
        ({"forwarded_allow_ips": "*"}, '-x must be an address or a network, not "*".', "proxies"),
        ({"root": ""}, '-x must be the path of a directory, not "".', ""),
        ({"root": "a\0b"}, "-x must be the path of a directory", ""),
        ({"ssl_certificates_path": "~nobody-has-this-name/x"}, "whose home directory is unknown", ""),
        ({"root": "gone"}, "gone from the command line (-x) does not exist.", "existing directory"),
        ({"config": "gone.yml"}, "The configuration file gone.yml does not exist.", "-c"),
        ({"sign_in": False}, "Signing in is switched off by the command line (-x)", "--host 127.0.0.1"),
        ({"sign_in": False, "host": "0.0.0.0"}, "listens on 0.0.0.0.", "--host 127.0.0.1"),
        ({"quiet": True, "verbose": True}, "exclude each other", "Keep one"),
        ({"hsts": "maybe"}, '-x must be true or false, not "maybe".', ""),
        ({"secrets": "x"}, "-x must be a mapping", ""),
        ({"graph_inputs": "x"}, "-x must be a mapping", ""),
    ],
)
def test_a_bad_argument_is_named_with_its_flag(
    tmp_path: Path, arguments: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(arguments, cwd=tmp_path, flags=dict.fromkeys(arguments, "-x"))

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert "\n" not in caught.value.message


def test_a_file_in_place_of_the_root_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="is not a directory"):
        load_settings({"root": "file"}, cwd=tmp_path)


@pytest.mark.parametrize("line", ["root: gone", "sign_in: false"])
def test_what_a_command_does_not_use_does_not_stop_it(tmp_path: Path, line: str) -> None:
    (tmp_path / "graphex.yml").write_text(line)

    loaded = load_settings({}, cwd=tmp_path, used={"ssl_certificates_path"})

    assert loaded.ssl_certificates_path is None
    with pytest.raises(UsageError):
        load_settings({}, cwd=tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_sign_in_can_be_switched_off_on_a_loopback_host(tmp_path: Path, host: str) -> None:
    loaded = load_settings({"sign_in": False, "host": host}, cwd=tmp_path)

    assert loaded.sign_in is False


@pytest.mark.parametrize(
    ("in_file", "argument", "quiet", "verbose"),
    [("quiet: true", "verbose", False, True), ("verbose: true", "quiet", True, False)],
)
def test_loudness_on_the_command_line_beats_the_file(
    tmp_path: Path, in_file: str, argument: str, *, quiet: bool, verbose: bool
) -> None:
    (tmp_path / "graphex.yml").write_text(in_file)

    loaded = load_settings({argument: True}, cwd=tmp_path)

    assert (loaded.quiet, loaded.verbose) == (quiet, verbose)


def test_a_program_may_pass_values_of_the_fields_types(tmp_path: Path) -> None:
    loaded = load_settings(
        {"root": tmp_path, "port": 1, "plugins": ("a", "b"), "hsts": True, "ssl_min_version": "1.3"}, cwd=Path("/")
    )

    assert (loaded.root, loaded.port, loaded.plugins, loaded.hsts, loaded.ssl_min_version) == (
        tmp_path,
        1,
        ("a", "b"),
        True,
        "1.3",
    )


def test_an_unknown_argument_is_a_programming_error(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="prot"):
        load_settings({"prot": 1}, cwd=tmp_path)


def test_a_root_that_may_not_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)

    with pytest.raises(UsageError, match="cannot be entered: Permission denied"):
        load_settings({"root": str(tmp_path)}, cwd=tmp_path)
