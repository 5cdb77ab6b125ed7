"""Commands of the system."""

from __future__ import annotations

import subprocess

from graphex.plugin import Boolean, InputSocket, Node, OutputSocket, String
from graphex.plugin.exceptions import SubProcessFailed


class _Subprocess(Node, is_template=True):
    categories = ["Miscellaneous"]
    color = "#6E8389"


class RunSubProccess(_Subprocess):
    """Runs a command in the shell of the system, waits for its end, and logs what it printed."""

    name = "Run Sub Proccess"
    hyperlink = ("https://docs.python.org/3/library/subprocess.html#subprocess.run",)

    command = InputSocket(
        String, "Command", "The command, as typed into a shell; never build it from texts of strangers."
    )
    fail_on_error = InputSocket(
        Boolean, "Fail on Error?", "Whether the node fails if the command ends with another exit code than 0.", True
    )
    output = OutputSocket(String, "Output", "What the command printed, without blanks at both ends.")
    error_message = OutputSocket(String, "Error Message", "What it printed as errors, without blanks at both ends.")
    has_failed = OutputSocket(Boolean, "Has Failed?", "Whether its exit code was not 0.")

    def run(self) -> None:
        command, fatal = self.command, self.fail_on_error
        # The node promises a shell: pipes, variables and patterns work as people type them.
        done = subprocess.run(command, shell=True, capture_output=True, text=True, errors="replace", check=False)  # noqa: S602
        self.output, self.error_message = done.stdout.strip(), done.stderr.strip()
        self.has_failed = done.returncode != 0
        if self.output:
            self.log(self.output)
        if self.error_message:
            self.log(self.error_message, "ERROR" if fatal else "WARNING")
        if self.has_failed and fatal:
            raise SubProcessFailed(command, self.output, self.error_message, done.returncode)
