"""The training tables: which rows are used, with which labels and weights.

Tables come from the `features` command of xtask: a row per block. Full-text sets have `matched`, the
words of the block that stand in gold; segment sets have the numbers of the segments that a block holds.
"""

import hashlib

import numpy as np
import pyarrow.parquet as parquet

FOLDS = 5
TYPES = ["article", "collection", "documentation", "forum", "listing", "product", "service"]

# Columns that are no features.
ABOUT = [
    "set", "page", "domain", "language", "page_type", "code", "segments", "start",
    "block", "words", "matched", "gold_words", "required", "forbidden", "grafted",
]

# How the names of features of a page begin: of those that stand in the rows of its blocks, too, and of those
# that do not and stand behind all others.
SHARED, ONLY_OF_PAGES = "page_", "kind_"

# Pages of whose gold less than this share is in the page are left out: their labels would be wrong.
MIN_COVERAGE = 0.5
# A block is text when at least this share of its words stands in gold.
MIN_MATCHED = 0.5
# A block weighs as the square root of its words, and all blocks of a page together as one page: long
# blocks decide a page's score, and short ones are many.
WORDS_POWER = 0.5
# The views of each page: as it is, without names, and without names in old layouts between parts of other
# pages, of which there are several draws; a part of a forest sees two. The web has pages of all kinds; one
# page in two is enough of the second, since the third shows the same texts.
NAMED, BARE, GRAFTED = range(3)
VIEW_WEIGHTS = [1.0, 0.5, 0.25]
PAGES_ONE_IN = [1, 2, 1]

# The sample pages were made to show layouts, old and new, in many languages: few, but each stands for many.
SAMPLE_WEIGHT = 4.0

# Sets of which every page is an article, as their sources say.
ARTICLE_SETS = ["trafilatura-a", "cwced-a"]

# Sets without a full gold text: where gold says nothing of a block, it is used only if the rules and a
# teacher, trained on the full texts, agree on it.
WEAK_SETS = ["trafilatura-a"]


def fold_of(domain):
    """The fold of a registrable domain: all pages of a site are in one."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8], "big") % FOLDS


class Table:
    """One table as arrays: `about` by column name, `features` as rows."""

    def __init__(self, path):
        table = parquet.read_table(path)
        self.names = [name for name in table.column_names if name not in ABOUT]
        self.width = sum(not name.startswith(ONLY_OF_PAGES) for name in self.names)
        self.about = {name: table[name].to_numpy(zero_copy_only=False) for name in ABOUT}
        self.features = np.empty((table.num_rows, len(self.names)), np.float32)
        for at, name in enumerate(self.names):
            self.features[:, at] = table[name].to_numpy()
        keys = np.array([f"{s}/{p}" for s, p in zip(self.about["set"], self.about["page"])])
        change = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        self.page_names = keys[change]
        self.page = np.repeat(np.arange(len(change)), np.diff(np.r_[change, len(keys)]))
        self.first = change
        self.fold = np.array([fold_of(domain) for domain in self.about["domain"][change]])[self.page]

    def of_blocks(self):
        """The features that stand in the rows of blocks."""
        return self.features[:, : self.width]

    def sum(self, values):
        """Sums over the rows of each page."""
        return np.bincount(self.page, values, len(self.first))

    def full_text(self):
        """Which rows belong to a page with a gold text."""
        return self.about["gold_words"] > 0

    def weak(self):
        """Which rows belong to a page without a full gold text."""
        return np.isin(self.about["set"], WEAK_SETS)

    def label(self):
        """1 text, 0 noise, not a number where the row is not used. Full texts only."""
        words, matched, code = (self.about[name] for name in ("words", "matched", "code"))
        label = ((matched > 0) & (matched >= MIN_MATCHED * words)).astype(float)
        label[self.about["grafted"] > 0] = 0.0
        covered = self.sum(matched * (label == 1)) >= MIN_COVERAGE * self.about["gold_words"][self.first]
        label[~self.full_text() | ~covered[self.page]] = np.nan
        # The headline is found by a rule and is no part of the text.
        label[code == "HDL001"] = np.nan
        return label

    def left_out(self):
        """Names of the pages of whose gold too little is in the page."""
        unused = np.isnan(self.label()) & (self.about["code"] != "HDL001") & self.full_text()
        return sorted(set(self.page_names[self.page[unused]]))

    def weak_label(self, teacher):
        """Labels of the weak sets' rows: segments, else what rules and teacher agree on."""
        kept = self.about["code"] == "KEEP"
        label = np.where(kept & (teacher > 0.5), 1.0, np.where(~kept & (teacher < 0.5), 0.0, np.nan))
        held = [[int(number) for number in text.split()] for text in self.about["segments"]]
        required = np.array([any(number >= 0 for number in numbers) for numbers in held])
        forbidden = np.array([any(number < 0 for number in numbers) for numbers in held])
        label[required] = 1.0
        label[forbidden] = 0.0
        label[self.about["grafted"] > 0] = 0.0
        label[(required & forbidden) | (self.about["code"] == "HDL001")] = np.nan
        return label

    def weight(self):
        power = np.maximum(self.about["words"], 1) ** WORDS_POWER
        weight = power / self.sum(power)[self.page] * 100
        return weight * np.where(self.about["set"] == "sample", SAMPLE_WEIGHT, 1.0)

    def is_article(self):
        """Which rows belong to a page that is known to be an article."""
        return (self.page_types() == 0)[self.page]

    def page_types(self):
        """By page: the number of its type, -1 where nobody says."""
        number = {name: at for at, name in enumerate(TYPES)}
        types = np.array([number.get(name, -1) for name in self.about["page_type"][self.first]])
        types[np.isin(self.about["set"][self.first], ARTICLE_SETS)] = 0
        return types

    def f1(self, kept):
        """By page: word F1 from the words of whole blocks; not a number without a gold text."""
        kept = kept & (self.about["code"] != "HDL001")
        overlap = self.sum(self.about["matched"] * kept)
        gold = self.about["gold_words"][self.first].astype(float)
        gold[gold <= 0] = np.nan
        return 2 * overlap / (self.sum(self.about["words"] * kept) + gold)
