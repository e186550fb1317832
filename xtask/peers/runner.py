"""Runs a Python extractor or parser over decoded pages for `cargo xtask bench --peers`.

    runner.py NAME PAGES

PAGES holds each page after its length in eight bytes. The answer to `FIRST END` on standard input is
`SECONDS FAILED`: CPU time of the calls alone, and pages on which the extractor raised.
"""

import logging
import sys
import time


def extractor(name):
    if name == "resiliparse":
        from resiliparse.extract.html2text import extract_plain_text

        return lambda page: extract_plain_text(page, main_content=True)
    if name == "selectolax":
        from selectolax.lexbor import LexborHTMLParser

        return LexborHTMLParser
    if name == "trafilatura":
        from trafilatura import extract

        return extract
    raise ImportError(f"no extractor {name}")


def read_pages(path):
    pages = []
    with open(path, "rb") as file:
        while head := file.read(8):
            pages.append(file.read(int.from_bytes(head, "little")).decode("utf-8"))
    return pages


def measure(extract, pages):
    seconds, failed = 0.0, 0
    for page in pages:
        started = time.process_time()
        try:
            extract(page)
        except Exception:
            failed += 1
        seconds += time.process_time() - started
    return seconds, failed


def main(name, path):
    # What an extractor has to say of a page would only be noise between the answers.
    logging.disable(logging.CRITICAL)
    try:
        extract = extractor(name)
    except ImportError as error:
        print("missing", str(error).replace("\n", " "), flush=True)
        return
    pages = read_pages(path)
    print("ready", flush=True)
    for line in sys.stdin:
        first, end = map(int, line.split())
        seconds, failed = measure(extract, pages[first:end])
        print(f"{seconds:.9f} {failed}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
