"""One change of a good archive, and the list of all of them.

For: broken_archives.py and the files with changes beside it.
"""

import json

from archive_files import ELF, packed, tar_of_files


class Edit:
    """An archive that is being changed."""

    def __init__(self, files):
        self.files = dict(files)
        self.manifest_name = next(name for name in files if name.endswith(".json"))
        self.elf_name = next(name for name in files if name.endswith(".elf"))
        self.stats_name = next(name for name in files if name.endswith(".yaml"))
        self.manifest = json.loads(files[self.manifest_name])
        self.elf = ELF(files[self.elf_name])

    def plugin(self, kind):
        """The first stage of a kernel, or "MLA"."""
        return next(p for p in self.manifest["plugins"]
                    if kind in (p["processor"], p["config_params"].get("kernel")))

    def params(self, kernel):
        return self.plugin(kernel)["config_params"]["params"]

    def foreign(self):
        """The program as one of another origin: nothing but its ports is looked at."""
        self.elf.set_machine(0x1234)
        return self.elf

    def bytes(self):
        files = dict(self.files)
        if self.manifest is not None:
            files[self.manifest_name] = json.dumps(self.manifest, indent=4).encode()
        if self.elf_name in files:
            files[self.elf_name] = bytes(self.elf.data)
        return packed(tar_of_files(files))


QUANTIZE, DEQUANTIZE = "quantization_transform", "dequantization_transform"
TESSELLATE, DETESSELLATE = "tessellation_transform", "detessellation_transform"
PASS, UNPACK = "pass_through", "unpack_transform"
CASES = []


def breaks(*rules, direct=False):
    """Registers a change: the rule that it breaks, others that cannot but break with it, and which
    archive it changes."""
    def register(change):
        CASES.append((rules, change.__name__, change, direct))
        return change
    return register


def reorder(mapping, key):
    """Moves a key to the end."""
    mapping[key] = mapping.pop(key)
