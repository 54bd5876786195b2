"""What MkDocs cannot say in mkdocs.yml: pages that need not exist.

For: mkdocs.yml, `extra.optional_pages`: they are listed before they are written.
"""

from pathlib import Path


def existing(entries, missing):
    """The navigation without the pages in `missing`."""
    kept = []
    for entry in entries:
        [(title, value)] = entry.items()
        if isinstance(value, list):
            kept.append({title: existing(value, missing)})
        elif value not in missing:
            kept.append(entry)
    return kept


def on_config(config):
    pages = Path(config.docs_dir)
    missing = {name for name in config.extra["optional_pages"] if not (pages / name).exists()}
    config.nav = existing(config.nav, missing)
    return config
