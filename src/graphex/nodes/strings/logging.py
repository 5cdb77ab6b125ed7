"""Texts for the log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from graphex.nodes.strings.topic import StringNode, format_text
from graphex.plugin import (
    Boolean,
    EnumInputSocket,
    InputSocket,
    ListInputSocket,
    OptionalInputSocket,
    OutputSocket,
    String,
    exceptions,
)

if TYPE_CHECKING:
    from graphex.plugin import DataType

_LEVELS = ("debug", "info", "notice", "warning", "error")


class LogPrint(StringNode):
    """Writes a text to the log; a blank one is left out."""

    name = "Log (Print)"
    hyperlink = ("https://docs.python.org/3/library/functions.html#print",)

    string = InputSocket(String, "String", "The text.")
    level = EnumInputSocket(
        String, "Level", "How important it is; debug is shown only in verbose runs.", _LEVELS, "info"
    )

    def run(self) -> None:
        text = self.string
        if text.strip():
            self.logger.write(text, self.level)


class LogPrintList(StringNode):
    """Writes the items of a list to the log."""

    name = "Log (Print) List"
    hyperlink = ("https://docs.python.org/3/library/functions.html#print",)

    strings = ListInputSocket(String, "Strings", "The texts.")
    level = EnumInputSocket(
        String, "Level", "How important they are; debug is shown only in verbose runs.", _LEVELS, "info"
    )
    separate_lines = InputSocket(
        Boolean, "Separate Lines?", "Whether each item gets a line of its own; blank ones are left out.", True
    )

    def run(self) -> None:
        level, texts = self.level, self.strings
        for text in texts if self.separate_lines else [str(texts)]:
            if text.strip():
                self.logger.write(text, level)


class LogImage(StringNode):
    """Shows an image in the log."""

    name = "Log Image"
    hyperlink = ("https://docs.python.org/3/library/functions.html#print",)

    path_to_file = OptionalInputSocket(String, "Path to File", "The image file.")
    base64_string = OptionalInputSocket(
        String, "Base64 String", "The image itself in base64; it counts before the file."
    )

    def run(self) -> None:
        image, path = self.base64_string, self.path_to_file
        if image:
            self.log_image(base64_str=image)
        elif path:
            self.log_image(path_to_image=path)
        else:
            raise exceptions.InvalidParameterError(
                self.name, "Path to File", "Nothing provided to either input", ["A value for either input"]
            )


class DebugBreakpointLog(StringNode):
    """Logs a text and, if wanted, all graph inputs and variables; then ends the program, unless told to go on."""

    name = "Debug Breakpoint (Log)"
    hyperlink = (
        "https://docs.python.org/3/library/functions.html#print",
        "https://docs.python.org/3/library/os.html#os._exit",
        "https://docs.python.org/3/library/sys.html#sys.exit",
    )

    end_program = InputSocket(Boolean, "End Program", "Whether the run ends here.", True)
    log_graph_inputs = InputSocket(
        Boolean, "Log Graph Inputs", "Whether the graph inputs are logged; passwords and secrets stay hidden.", False
    )
    log_variables = InputSocket(Boolean, "Log Variables", "Whether the variables are logged.", False)
    string = InputSocket(String, "String", "The text.")
    level = EnumInputSocket(
        String, "Level", "How important it is; debug is shown only in verbose runs.", _LEVELS, "info"
    )

    def run(self) -> None:
        self.log(self.string, self.level)
        if self.log_graph_inputs:
            self._log_inputs()
        if self.log_variables:
            self._log_variables()
        if self.end_program:
            self.log_notice("The program ends at this breakpoint.")
            time.sleep(1)  # whoever watches the log sees why before the prompt is back
            raise exceptions.ProgramEnd(1)

    def _log_inputs(self) -> None:
        graph = self._graph.name
        if not self._runtime.inputs:
            self.log(f"Graph with name: '{graph}' has no graph inputs to log.")
            return
        self.log(f"Logging all graph inputs to the graph with name: '{graph}' ...")
        for name, (value, datatype, is_list, hidden) in self._runtime.inputs.items():
            shown = "******" if hidden else value
            self.log(f"Input Name: '{name}', Input Datatype: '{_kind(datatype, is_list)}', Input Value: '{shown}'")

    def _log_variables(self) -> None:
        graph = self._graph.name
        if not self._runtime.variables:
            self.log(
                f"Graph with name: '{graph}' either has no variables to log or there are no variables set/created yet "
                "at this breakpoint."
            )
            return
        self.log(f"Logging all variables to the graph with name: '{graph}' ...")
        for name, (value, datatype, is_list) in self._runtime.variables.items():
            self.log(
                f"Variable Name: '{name}', Variable Datatype: '{_kind(datatype, is_list)}', Variable Value: '{value}'"
            )


class FormatAndLog(StringNode):
    """Deprecated: use Named Format String and Log (Print). Fills the braces of a text and logs the result."""

    name = "Format & Log (Print)"
    hyperlink = (
        "https://docs.python.org/3/library/stdtypes.html#str.format",
        "https://docs.python.org/3/library/functions.html#print",
    )

    string = InputSocket(String, "String", "The text, with {} or {0}, {1} and so on for the substitutions.")
    substitutions = ListInputSocket(String, "Substitutions", "The texts that take the place of the braces.")
    level = EnumInputSocket(
        String, "Level", "How important it is; debug is shown only in verbose runs.", _LEVELS, "info"
    )
    result = OutputSocket(String, "Result", "The text that was logged.")

    def run(self) -> None:
        self.result = format_text(self.string, self.substitutions)
        if self.result.strip():
            self.logger.write(self.result, self.level)


class FormatOneAndLog(StringNode):
    """Deprecated: use Named Format String and Log (Print). Fills the braces of a text and logs the result."""

    name = "Format & Log (Print) (1)"
    hyperlink = (
        "https://docs.python.org/3/library/stdtypes.html#str.format",
        "https://docs.python.org/3/library/functions.html#print",
    )

    string = InputSocket(String, "String", "The text, with {} for the substitution.")
    substitution = InputSocket(String, "Substitution", "The text that takes the place of the braces.")
    level = EnumInputSocket(
        String, "Level", "How important it is; debug is shown only in verbose runs.", _LEVELS, "info"
    )
    result = OutputSocket(String, "Result", "The text that was logged.")

    def run(self) -> None:
        self.result = format_text(self.string, [self.substitution])
        if self.result.strip():
            self.logger.write(self.result, self.level)


def _kind(datatype: DataType[Any], is_list: bool) -> str:
    return f"{datatype.name} List" if is_list else datatype.name
