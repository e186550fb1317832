"""Reads the metadata of pages with a Python peer for `cargo xtask eval --metadata`.

    metadata.py NAME PAGES.jsonl FOUND.jsonl

A row of PAGES has `id`, `url` and `path`; a row of FOUND has `id`, `title`, `author` and `date`.
"""

import json
import logging
import sys


def reader(name):
    if name == "htmldate":
        from htmldate import find_date

        # A page is passed as text: given bytes, it decodes them as trafilatura does.
        from trafilatura.utils import decode_file

        return lambda page, url: {"date": find_date(decode_file(page), url=url, extensive_search=True)}
    from trafilatura import bare_extraction, extract_metadata

    def read(page, url):
        # Without a text it gives nothing; its metadata alone are to be had all the same.
        found = bare_extraction(page, url=url, with_metadata=True) or extract_metadata(page, default_url=url)
        return {key: getattr(found, key, None) for key in ("title", "author", "date")}

    return read


def main(name, pages, out):
    logging.disable(logging.CRITICAL)
    read = reader(name)
    with open(pages, encoding="utf-8") as rows, open(out, "w", encoding="utf-8") as found:
        for row in map(json.loads, rows):
            try:
                with open(row["path"], "rb") as file:
                    fields = read(file.read(), row["url"])
            except Exception:  # A page on which the peer raises has no metadata.
                fields = {}
            found.write(json.dumps({"id": row["id"], **fields}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
