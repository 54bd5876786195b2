"""The generated part of docs/command-line.md.

For: command_line.py.
"""

MARKER = "<!-- What follows is written by utils/docs/command_line.py --update. -->"
# MLIR explains them, and they change with it.
FOREIGN = "Options of MLIR"
# The same in every tool.
COMMON = "Common options"


def spelling(option):
    """`-h, --help`, `--target NAME|FILE`, `--mla-batch[=OPTIONS]`."""
    text = ", ".join(filter(None, [option["alias"], option["name"]]))
    if option["optional"]:
        return f"{text}[={option['value']}]"
    separator = "=" if option["inline"] else " "
    return text + (separator + option["value"] if option["value"] else "")


def code(text):
    return "`" + text.replace("|", "\\|") + "`"


def prose(text):
    """Text of a help as it stands in a table: options in it are code."""
    words = [code(w) if w.startswith("--") and len(w) > 2 else w.replace("|", "\\|")
             for w in text.split(" ")]
    return " ".join(words).replace("<", "&lt;")


def meaning(option):
    text = prose(option["help"])
    default = option["default"]
    if default:
        text += f" (default: {default if ' ' in default else code(default)})"
    rows = [f"{code(choice['name'])} {prose(choice['help'])}".rstrip()
            for choice in option["choices"] if choice["help"]]
    return "<br>".join([text, *rows])


def table(tool, group):
    yield f"\n| {group.lower()} | |\n|---|---|\n"
    for option in tool["options"]:
        if option["group"] == group:
            yield f"| {code(spelling(option))} | {meaning(option)} |\n"


def tables(tool):
    for group in dict.fromkeys(option["group"] for option in tool["options"]):
        if group == FOREIGN:
            yield "\nAnd the options of MLIR: see `--help`.\n"
        elif group != COMMON:
            yield from table(tool, group)


def section(tool):
    yield f"\n## {tool['name']}\n\n{tool['summary']} {tool['description']}\n\n"
    yield f"```text figure\n{tool['name']} {tool['synopsis']}\n```\n"
    yield from tables(tool)
    yield "\n```console figure\n"
    for example in tool["examples"]:
        yield f"$ {example['command']}\n"
        yield f"    # {example['effect']}\n"
    yield "```\n"
    success, failure, _ = tool["exit_codes"]
    yield f"\nExit code 0: {success}. 1: {failure}.\n"


def updated(page, tools):
    """The page with what the tools say behind the marker."""
    head = page.partition(MARKER)[0]
    common = "".join(table(tools[0], COMMON))
    return head + MARKER + "\n" + common + "".join(text for tool in tools for text in section(tool))
