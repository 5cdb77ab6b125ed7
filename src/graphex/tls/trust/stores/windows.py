"""The root store of a Windows user, from Windows itself and from Linux inside it (WSL)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls.trust.model import Root, Standing, State, Step

if TYPE_CHECKING:
    from graphex.tls.trust.surroundings import Answer, Surroundings

# Windows shows a dialog with the fingerprint, which somebody has to see and answer.
_DIALOG_PATIENCE_SECONDS: Final = 180.0
_SYSTEM_DIRECTORY: Final = "/mnt/c/Windows/System32"
_POWERSHELL_DIRECTORY: Final = f"{_SYSTEM_DIRECTORY}/WindowsPowerShell/v1.0"
# HRESULT of "object not found", which certutil ends with when the store has no such certificate.
_NOT_FOUND: Final = re.compile(r"0x80090011|-2146885628|0x80092004", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WindowsRootStore:
    r"""The trusted roots of the Windows user: `Cert:\CurrentUser\Root`."""

    surroundings: Surroundings
    kind: str = "windows"
    where: str = "CurrentUser\\Root"

    @property
    def name(self) -> str:
        """The store in words."""
        return "Windows (from WSL)" if self.surroundings.is_wsl else "Windows"

    @property
    def readers(self) -> str:
        """Whose trust it holds, in words."""
        return "Chrome, Edge, Firefox, curl and .NET on Windows"

    def standing(self, root: Root) -> Standing:
        """Look for the certificate by its thumbprint: what is in this store is trusted."""
        if self._certutil is not None:
            answer = self.surroundings.run((self._certutil, "-user", "-store", "Root", root.sha1))
            is_there, is_clear = answer.succeeded, answer.succeeded or _says_not_found(answer)
        elif self._powershell is not None:
            answer = self.surroundings.run(self._script(f"exit [int](-not (Test-Path {_entry(root)}))"))
            is_there, is_clear = answer.succeeded, answer.code in {0, 1}
        else:
            return Standing(State.UNKNOWN, self._unreachable)
        if not is_clear:
            return Standing(State.UNKNOWN, f"the store cannot be read: {answer.last_line}")
        return Standing(State.TRUSTED if is_there else State.ABSENT)

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Import the file; Windows asks before it trusts a root."""
        file = self._windows_path(root)
        if self._certutil is not None:
            argv: tuple[str, ...] = (self._certutil, "-user", "-addstore", "Root", file)
        else:
            argv = self._script(f"Import-Certificate -FilePath {_quoted(file)} -CertStoreLocation Cert:\\{self.where}")
        sentence = "Add the authority to the roots of your Windows user (Windows asks: answer Yes)"
        return (Step(sentence, argv, patience=_DIALOG_PATIENCE_SECONDS),)

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Delete the entry with this thumbprint."""
        if self._certutil is not None:
            argv: tuple[str, ...] = (self._certutil, "-user", "-delstore", "Root", root.sha1)
        else:
            argv = self._script(f"Remove-Item {_entry(root)}")
        sentence = "Remove the authority from the roots of your Windows user (Windows asks: answer Yes)"
        return (Step(sentence, argv, patience=_DIALOG_PATIENCE_SECONDS),)

    @property
    def _certutil(self) -> str | None:
        """The program of Windows; that of NSS has the same name, so on Windows it is taken from its own place."""
        if self.surroundings.is_wsl:
            return self._find("certutil.exe", _SYSTEM_DIRECTORY)
        system = self.surroundings.environment.get("SYSTEMROOT", "C:\\Windows")
        return self.surroundings.find_program(f"{system}\\System32\\certutil.exe", "certutil.exe")

    @property
    def _powershell(self) -> str | None:
        return self._find("powershell.exe", _POWERSHELL_DIRECTORY)

    def _find(self, program: str, directory: str) -> str | None:
        """Find a program of Windows, also where WSL does not put those on PATH."""
        usual = str(self.surroundings.path(f"{directory}/{program}"))
        return program if self.surroundings.find_program(program) else self.surroundings.find_program(usual)

    @property
    def _unreachable(self) -> str:
        if self.surroundings.is_wsl:
            return "Windows cannot be reached from here: programs of Windows are switched off (interop in wsl.conf)"
        return "certutil.exe and powershell.exe are not there"

    def _script(self, script: str) -> tuple[str, ...]:
        return (self._powershell or "powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script)

    def _windows_path(self, root: Root) -> str:
        """Return where the file is as Windows sees it."""
        if not self.surroundings.is_wsl:
            return str(root.file)
        answer = self.surroundings.run(("wslpath", "-w", str(root.file)))
        return answer.output.strip() if answer.succeeded else str(root.file)


def _entry(root: Root) -> str:
    return f"Cert:\\CurrentUser\\Root\\{root.sha1}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _says_not_found(answer: Answer) -> bool:
    return _NOT_FOUND.search(answer.output) is not None
