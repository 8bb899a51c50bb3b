"""Lists click's own messages, so that a catalogue says them too.

click asks gettext for them while it runs; that they stand here lets them be extracted
together with ours. Those of every click that may be installed (8.1.7 and later) are listed.
"""

from __future__ import annotations

from flasktutor.language import later


def _plural(singular: str, plural: str) -> tuple[str, str]:
    """Marks a message with a plural for the catalogue."""
    return singular, plural


MESSAGES = (
    later("%(prog)s, version %(version)s"),
    later("(Deprecated) {text}"),
    later("(dynamic)"),
    later("Aborted!"),
    later("Argument {name!r} takes {nargs} values."),
    later("Arguments take exactly one parameter declaration, got {length}: {decls}."),
    later("Boolean option {decl!r} cannot use the same flag for true/false."),
    later("Choice({choices})"),
    later("Choose from:\n\t{choices}"),
    later("Commands"),
    later("Confirm the action without prompting."),
    later("Could not determine name for option with declarations {decls!r}"),
    later("Could not open file {filename!r}: {message}"),
    later("Couldn't detect Bash version, shell completion is not supported."),
    later("d"),
    later("default: {default}"),
    later("deprecated"),
    later("DeprecationWarning: The command {name!r} is deprecated."),
    later("DeprecationWarning: The command {name!r} is deprecated.{extra_message}"),
    later("DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}"),
    later("directory"),
    later("Do you want to continue?"),
    later("env var: {var}"),
    later("Error: invalid input"),
    later("Error: The two entered values do not match."),
    later("Error: The value you entered was invalid."),
    later("Error: {e.message}"),
    later("Error: {message}"),
    later("file"),
    later("Invalid start character for option ({option})"),
    later("Invalid value for {param_hint}: {message}"),
    later("Invalid value: {message}"),
    later("Missing argument"),
    later("Missing command."),
    later("Missing option"),
    later("Missing parameter"),
    later("Missing parameter: {param_name}"),
    later("Missing {param_type}"),
    later("Name '{name}' defined twice"),
    later(
        "No options defined but a name was passed ({name}). Did you mean to declare "
        "an argument instead? Did you mean to pass '--{name}'?"
    ),
    later("No such command {name!r}."),
    later("No such option {name!r}."),
    later("No such option: {name}"),
    later("Option {name!r} does not take a value."),
    later("Options"),
    later("path"),
    later("Positional arguments"),
    later("Press any key to continue..."),
    later("Repeat for confirmation"),
    later("required"),
    later("Shell completion is not supported for Bash versions older than 4.4."),
    later("Show the version and exit."),
    later("Show this message and exit."),
    later("Try '{command} {option}' for help."),
    later("Unknown color {colour!r}"),
    later("unknown error"),
    later("Unknown standard stream '{name}'"),
    later("Usage:"),
    later("Value must be an iterable."),
    later("Windows error: {error}"),
    later("{editor}: Editing failed"),
    later("{editor}: Editing failed: {e}"),
    later("{name} '{filename}' is a directory."),
    later("{name} {filename!r} does not exist."),
    later("{name} {filename!r} is a directory."),
    later("{name} {filename!r} is a file."),
    later("{name} {filename!r} is not executable."),
    later("{name} {filename!r} is not readable."),
    later("{name} {filename!r} is not writable."),
    later("{text} {deprecated_message}"),
    later("{value!r} is not a valid boolean."),
    later("{value!r} is not a valid boolean. Recognized values: {states}"),
    later("{value!r} is not a valid UUID."),
    later("{value!r} is not a valid {number_type}."),
    later("{value} is not in the range {range}."),
)
PLURALS = (
    _plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    _plural("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    _plural("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    _plural("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
    _plural(
        "{len_type} values are required, but {len_value} was given.",
        "{len_type} values are required, but {len_value} were given.",
    ),
    _plural(
        "{value!r} does not match the format {format}.",
        "{value!r} does not match the formats {formats}.",
    ),
    _plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
