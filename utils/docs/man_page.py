"""Manual pages.

For: command_line.py.
"""

import textwrap

from reference_page import FOREIGN

COLUMNS = 78


def escape(text):
    """Text that roff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


def paragraph(text):
    """The same in lines of a source file."""
    lines = textwrap.wrap(text, COLUMNS, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(escape, lines))


def spelling(option):
    """Names in bold, values in italics."""
    text = ", ".join(f"\\fB{escape(name)}\\fR" for name in (option["alias"], option["name"]) if name)
    if not option["value"]:
        return text
    value = f"\\fI{escape(option['value'])}\\fR"
    if option["optional"]:
        return f"{text}[={value}]"
    return text + ("=" if option["inline"] else " ") + value


def option_lines(option):
    help_text = option["help"] + (f" (default: {option['default']})" if option["default"] else "")
    lines = [".TP", spelling(option), paragraph(help_text)]
    choices = [choice for choice in option["choices"] if choice["help"]]
    if choices:
        lines.append(".RS")
        for choice in choices:
            lines += [".TP", f"\\fB{escape(choice['name'])}\\fR", paragraph(choice["help"])]
        lines.append(".RE")
    return lines


def options_lines(tool):
    lines = [".SH OPTIONS"]
    for group in dict.fromkeys(option["group"] for option in tool["options"]):
        if group == FOREIGN:
            continue
        lines.append(f".SS {escape(group)}")
        for option in tool["options"]:
            if option["group"] == group:
                lines += option_lines(option)
    if any(option["group"] == FOREIGN for option in tool["options"]):
        lines += [f".SS {escape(FOREIGN)}", "These are shown by \\fB\\-\\-help\\fR."]
    return lines


def page(tool):
    name = escape(tool["name"])
    lines = [f'.TH {tool["name"].upper()} 1 "" "SimaMLIR {tool["version"]}" "Tools of SimaMLIR"',
             ".SH NAME", f"{name} \\- {escape(tool['summary'].rstrip('.'))}",
             ".SH SYNOPSIS", f".B {name}", escape(tool["synopsis"]),
             ".SH DESCRIPTION", paragraph(tool["description"]), *options_lines(tool), ".SH EXAMPLES"]
    for example in tool["examples"]:
        lines += [".TP", f"\\fB{escape(example['command'])}\\fR", paragraph(example["effect"])]
    lines.append(".SH EXIT STATUS")
    for number, meaning in enumerate(tool["exit_codes"]):
        lines += [".TP", str(number), paragraph(meaning)]
    lines.append(".SH SEE ALSO")
    lines.append(",\n".join(f"\\fB{escape(other)}\\fR(1)" for other in tool["see_also"]))
    return "\n".join(lines) + "\n"
