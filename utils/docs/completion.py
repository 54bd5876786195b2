"""Completion of the tools' options, values and files in bash, zsh and fish.

For: command_line.py.
"""

import re


def words_of(option):
    """Values that can be typed: choices, and for a pass its options."""
    choices = [choice["name"].partition("=") for choice in option["choices"]]
    return [name + separator for name, separator, _ in choices]


def kind(option):
    """What else a value can be: "file", "directory" or nothing."""
    names = re.split(r"[|=]", option["value"])
    return "file" if "FILE" in names else "directory" if "DIR" in names else ""


def named(tool):
    return [option for option in tool["options"] if not option["argument"]]


def arguments(tool):
    return [option for option in tool["options"] if option["argument"]]


def quoted(text):
    """For all three shells, as far as texts of the tools go."""
    return "'" + text.replace("'", "'\\''") + "'"


# bash ----------------------------------------------------------------------------

BASH = """\
# Completion of {name} for bash; written by utils/docs/command_line.py.
{function}() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} option='' words='' kind='' suffix suffixes=''
  ((COMP_CWORD > 0)) && option=${{COMP_WORDS[COMP_CWORD - 1]}}
  # Signs `=` are words of their own.
  if [[ $cur == '=' ]]; then
    cur=''
    option+='='
  elif [[ $option == '=' ]]; then
    option=${{COMP_WORDS[COMP_CWORD - 2]}}=
  fi
  if [[ $option == *= && $option != -* ]]; then
    local back=$((COMP_CWORD - 2))
    [[ ${{COMP_WORDS[COMP_CWORD]}} == '=' ]] || ((back--))
    [[ ${{COMP_WORDS[back]}} != '=' ]] || ((back--))
    option=${{COMP_WORDS[back]}}==
  fi
  case $option in
{cases}
  *)
    if [[ $cur == -* ]]; then
      words={options}
    else
      kind='argument' suffixes={suffixes}
    fi
    ;;
  esac
  mapfile -t COMPREPLY < <(
    [[ -z $words ]] || compgen -W "$words" -- "$cur"
    case $kind in
    file) compgen -f -- "$cur" ;;
    directory) compgen -d -- "$cur" ;;
    argument)
      for suffix in $suffixes; do compgen -f -X "!*$suffix" -- "$cur"; done
      compgen -d -- "$cur"
      ;;
    esac
  )
}}
complete -o filenames -F {function} {name}
"""


def bash_case(option):
    """The pattern of an option with a value, and what to propose."""
    names = [name for name in (option["alias"], option["name"]) if name]
    patterns = [name + "=" for name in names] + ([] if option["optional"] else names)
    if "=" in option["value"]:  # --input NAME=FILE
        return f"  {option['name']}==) kind='{kind(option)}' ;;\n  {' | '.join(patterns)}) ;;"
    return (f"  {' | '.join(patterns)}) words={quoted(' '.join(words_of(option)))}"
            f" kind='{kind(option)}' ;;")


def bash(tool):
    names = [name for option in named(tool) for name in (option["alias"], option["name"]) if name]
    suffixes = [suffix for option in arguments(tool) for suffix in option["suffixes"]]
    return BASH.format(
        name=tool["name"], function="_" + tool["name"].replace("-", "_"),
        cases="\n".join(bash_case(option) for option in named(tool) if option["value"]),
        options=quoted(" ".join(names)), suffixes=quoted(" ".join(suffixes)))


# zsh -----------------------------------------------------------------------------

def zsh_text(text):
    """Text within a specification of _arguments."""
    return re.sub(r"([\[\]:\\])", r"\\\1", text)


def zsh_value(option):
    """What to propose for a value, as _arguments has it."""
    words = " ".join(zsh_text(word) for word in words_of(option))
    files = {"file": "_files", "directory": "_files -/", "": ""}[kind(option)]
    if words and files:
        return f'{{_alternative "names\\:name\\:({words})" "files\\:file\\:{files}"}}'
    if "=" in option["value"]:  # --input NAME=FILE
        return f'{{compset -P "*="; {files}}}'
    return f"({words})" if words else files or " "


def zsh_specifications(option):
    for name in filter(None, (option["alias"], option["name"])):
        text = ("*" if option["repeatable"] else "") + name
        if option["value"] and name.startswith("--"):
            text += "=-" if option["optional"] else "="
        text += f"[{zsh_text(option['help'])}]"
        if option["value"]:
            text += (":" if not option["optional"] else "::") + zsh_text(option["value"])
            text += ":" + zsh_value(option)
        yield text


def zsh(tool):
    rows = [row for option in named(tool) for row in zsh_specifications(option)]
    for option in arguments(tool):
        suffixes = "|".join(suffix.lstrip(".") for suffix in option["suffixes"])
        rows.append(f'{"" if option["required"] else ":"}:{option["name"]}:_files -g "*.({suffixes})"')
    return (f"#compdef {tool['name']}\n"
            f"# Completion for zsh; written by utils/docs/command_line.py.\n_arguments \\\n"
            + " \\\n".join("  " + quoted(row) for row in rows) + "\n")


# fish ----------------------------------------------------------------------------

def fish_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_line(tool, option):
    line = f"complete -c {tool['name']}"
    for name in filter(None, (option["alias"], option["name"])):
        line += f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
    if option["value"]:
        line += "" if option["optional"] else " -r"
        line += " -F" if kind(option) == "file" else " -f"
        words = " ".join(words_of(option))
        words += " (__fish_complete_directories)" if kind(option) == "directory" else ""
        line += f" -a {fish_quoted(words.strip())}" if words else ""
    return line + f" -d {fish_quoted(option['help'])}"


def fish(tool):
    lines = [f"# Completion of {tool['name']} for fish; written by utils/docs/command_line.py."]
    return "\n".join(lines + [fish_line(tool, option) for option in named(tool)]) + "\n"
