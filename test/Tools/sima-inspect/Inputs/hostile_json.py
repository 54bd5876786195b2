"""Manifests that are no manifests: label, reason, contents."""

from archive_files import packed, tar_of_files


def texts(text):
    """Label, reason and text in place of a good one."""
    top = text[:text.rindex("}")].rstrip()

    def with_value(value):
        """A good manifest but for one value that nobody expects."""
        return top + ', "note": ' + value + "}"

    yield "empty", "unexpected end of input", ""
    yield "blanks", "unexpected end of input", " " * 100000
    yield "cut off", "unexpected end of input", text[:len(text) // 2]
    yield "a string without end", "missing closing quote", text + '"'
    yield "something behind it", "expected end of input", text + "x"
    yield "two objects", "expected end of input", text + text
    yield "a list", "is not an object", "[]"
    yield "a number", "is not an object", "1"
    yield "null", "is not an object", "null"
    yield "comma before the end", "unexpected '}'", top + ",}"
    yield "comment", "invalid literal", "// a comment\n" + text
    yield "single quotes", "invalid literal", text.replace('"', "'")
    yield "NaN", "invalid literal", with_value("NaN")
    yield "infinity", "invalid number", with_value("-Infinity")
    yield "1e999", "number overflow", with_value("1e999")
    yield "2^63", "does not fit 64 signed bits", with_value(str(1 << 63))
    yield "2^64", "does not fit 64 signed bits", with_value(str(1 << 64))
    yield "a number of 100,000 digits", "number overflow", with_value("1" * 100000)
    yield "hexadecimal", "invalid literal", with_value("0x10")
    yield "leading zero", "unexpected number literal", with_value("010")
    yield "65 lists deep", "nested deeper than 64 levels", with_value("[" * 65 + "]" * 65)
    yield "65 objects deep", "nested deeper than 64 levels", with_value('{"a":' * 65 + "1" + "}" * 65)
    yield "a million lists deep", "nested deeper than 64 levels", "[" * 1000000
    yield "a million objects deep", "nested deeper than 64 levels", '{"a":' * 1000000
    yield "two million values", "more than 1048576 values", with_value("[" + "0," * 2000000 + "0]")
    yield "key twice", "duplicate key 'name'", top + ', "name": "evil"}'
    yield "key twice, escaped", "duplicate key 'name'", top + ', "n\\u0061me": "evil"}'
    yield "key twice, deep", "duplicate key 'a'", with_value('[{"b": {"a": 1, "a": 2}}]')
    yield "half of a surrogate pair", "surrogate", with_value('"\\ud800"')
    yield "control character", "control character", with_value('"a\nb"')
    yield "NUL", "must be escaped", with_value('"a\0b"')
    yield "size of text", "is not an integer", text.replace('"size": ', '"size": "x", "s": ', 1)
    yield "size of a fraction", "is not an integer", text.replace('"size": ', '"size": 0.5, "s": ', 1)
    yield "negative size", "at least 1", text.replace('"size": ', '"size": -', 1)
    yield "no plugins", "plugins is missing", text.replace('"plugins"', '"plugin"')
    yield "plugins of text", "plugins is not an array", text.replace('"plugins": [', '"plugins": "", "p": [')
    yield "processor", "expected 'EV74', 'MLA' or 'A65'", text.replace('"EV74"', '"CUDA"')


def manifests(good):
    name = next(name for name in good if name.endswith(".json"))
    text = good[name].decode()
    for label, reason, new in texts(text):
        yield f"JSON: {label}", reason, packed(tar_of_files({**good, name: new.encode()}))
    for label, reason, data in (("invalid UTF-8", "UTF-8", b'{"a": "\xff\xfe"}'),
                                ("overlong UTF-8", "UTF-8", b'{"a": "\xc0\xaf"}'),
                                ("UTF-16", "invalid literal", text.encode("utf-16"))):
        yield f"JSON: {label}", reason, packed(tar_of_files({**good, name: data}))
