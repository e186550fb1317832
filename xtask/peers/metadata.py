"""Reads the metadata of pages with a Python peer for `cargo xtask eval --metadata`.

    metadata.py NAME PAGES.jsonl FOUND.jsonl

A row of PAGES has `id`, `key`, `url` and `path`; a row of FOUND has `id`, `key`, `title`, `author` and `date`.
Rows are added to FOUND as they come, so that a run that was stopped can go on.
"""

import json
import logging
import multiprocessing
import os
import signal
import sys

# Seconds for one page; most take less than a tenth of one.
TIME_LIMIT = 20


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


def start(name):
    global read
    logging.disable(logging.CRITICAL)
    read = reader(name)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, late)


def late(_signal, _frame):
    raise TimeoutError


def fields_of(row):
    with open(row["path"], "rb") as file:
        page = file.read()
    # A page on which the peer raises, or is late, has no metadata.
    try:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(TIME_LIMIT)
        fields = read(page, row["url"])
    except Exception:
        fields = {}
    finally:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
    return {"id": row["id"], "key": row["key"], **fields}


def main(name, pages, out):
    with open(pages, encoding="utf-8") as rows:
        rows = [json.loads(row) for row in rows]
    # A peer with memories of its own must not grow without end.
    pool = multiprocessing.Pool(os.cpu_count(), start, (name,), maxtasksperchild=500)
    with pool, open(out, "a", encoding="utf-8") as found:
        for row in pool.imap_unordered(fields_of, rows):
            found.write(json.dumps(row) + "\n")
            found.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
