"""Trains the line classifier of plain text and what finds its headline: five models out of fold and the one that is
shipped.

Usage: train_text.py TABLE.parquet WITHOUT_PHRASES.parquet GRAFTED.parquet GRAFTED-1.parquet MARKDOWN.parquet
           GRAFTED_MARKDOWN.parquet OUT_DIR COLUMNS_HASH

Writes OUT_DIR/text.bin, OUT_DIR/text-fold-0.bin ... text-fold-4.bin and OUT_DIR/text-report.json. The same
tables give the same bytes.
"""

import json
import pathlib
import struct
import sys

import lightgbm
import numpy as np
import pyarrow.parquet as parquet

from data import FOLDS, MIN_COVERAGE, MIN_MATCHED, SAMPLE_WEIGHT, WORDS_POWER, fold_of
from trees import forest, trees_of

MAGIC = b"copydesk texts 3"

ABOUT = ["id", "kind", "page", "domain", "page_type", "start", "block", "words", "matched", "is_title",
         "is_candidate", "gold_words"]
# How the names of the features begin that only candidates for the headline have; they stand behind all others.
ONLY_OF_HEADLINES = "headline_"
# How the names of the features of Markdown begin. The forest of plain lines does not see them: a number sign there
# begins a comment of code.
ONLY_OF_MARKDOWN = ("link", "images", "heading", "text_links", "text_headings")

TREES = dict(
    objective="binary", deterministic=True, force_row_wise=True, num_threads=2, seed=1, verbose=-1, max_bin=63,
    lambda_l2=5.0, learning_rate=0.06, num_leaves=63, min_data_in_leaf=200, feature_fraction=0.4,
)
ROUNDS = 200

# Texts with marks of Markdown have a forest of their own; links say so much that fewer trees do.
MARKDOWN_TREES = dict(TREES, learning_rate=0.13)
MARKDOWN_ROUNDS = 80

# The probability from which a line is kept where a choice of lines can be expected to be right in full; less is
# asked of other texts (EXPECTED_POWER in decide/text.rs). Losing text is the worse mistake: with it 0.985 of the gold
# words stay in the element around an article.
THRESHOLD, MARKDOWN_THRESHOLD = 0.1, 0.11

# The headline among the lines that may be it: of these one in eighty is.
HEADLINE_TREES = dict(
    TREES, learning_rate=0.08, min_data_in_leaf=20, bagging_fraction=0.6, bagging_freq=1,
)
HEADLINE_ROUNDS = 200
# So many trees tell the few lines that the others have to judge.
FIRST_HEADLINE_TREES = 50

# The probability from which a line is the headline. No title is better than a wrong one.
HEADLINE_THRESHOLD = 0.1

# Shares of the lines that are trained on: with and without what phrases say of them, for languages that have
# none, and of each draw of grafted pages. There are few texts with many lines each: more lines of a text say
# little more.
LINES, BARE_LINES, GRAFTED_LINES = 0.6, 0.2, 0.35
# Of pages as Markdown there are fewer.
MARKDOWN_LINES = 0.8
# A grafted page weighs less than a noisy text: its comments are noise, and those of forums are text.
GRAFTED_WEIGHT = 0.45


class Table:
    """A table as arrays: `about` by column name, `features` as rows."""

    def __init__(self, path):
        table = parquet.ParquetFile(path).read()
        self.names = table.column_names[len(ABOUT):]
        self.width = sum(not name.startswith(ONLY_OF_HEADLINES) for name in self.names)
        self.about = {name: table[name].to_numpy() for name in ABOUT}
        columns = [table.column(len(ABOUT) + at).to_numpy() for at in range(len(self.names))]
        self.features = np.stack(columns[: self.width], axis=1)
        self.candidates = np.flatnonzero(self.about["is_candidate"])
        self.headline_features = np.stack([column[self.candidates] for column in columns], axis=1)
        ids = self.about["id"]
        self.first = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]])
        self.text = np.repeat(np.arange(len(self.first)), np.diff(np.r_[self.first, len(ids)]))
        self.fold = np.array([fold_of(domain) for domain in self.about["domain"][self.first]])[self.text]
        self.gold = self.about["gold_words"][self.first].astype(float)

    def sum(self, values):
        """Sums over the lines of each text."""
        return np.bincount(self.text, values, len(self.first))

    def label(self):
        """1 text, 0 noise, not a number where the line is not used."""
        words, matched = self.about["words"], self.about["matched"]
        label = ((matched > 0) & (matched >= MIN_MATCHED * words)).astype(float)
        covered = self.sum(matched * (label == 1)) >= MIN_COVERAGE * self.gold
        # Some people count the headline as text and some do not.
        unknown = (self.about["is_title"] == 1) & (label == 0)
        label[~covered[self.text] | (words == 0) | unknown] = np.nan
        return label

    def weight(self):
        power = np.maximum(self.about["words"], 1) ** WORDS_POWER
        weight = power / self.sum(power)[self.text] * 100
        return weight * np.where(self.about["kind"] == "sample", SAMPLE_WEIGHT, 1.0)

    def scores(self, kept):
        """By text: word F1 from the words of whole lines, and the share of gold words kept."""
        words, matched = self.about["words"], self.about["matched"]
        overlap, had = self.sum(matched * kept), self.sum(matched)
        f1 = 2 * overlap / np.maximum(self.sum(words * kept) + self.gold, 1)
        return f1, np.where(had > 0, overlap / np.maximum(had, 1), 1)


def headline_rows(tables):
    """Features, labels, weights and folds of the lines that may be the headline."""
    columns = zip(*(headline_rows_of(table) for table in tables))
    return [np.concatenate(column) for column in columns]


def headline_rows_of(table):
    at = table.candidates
    count = np.bincount(table.text[at], minlength=len(table.first))[table.text[at]]
    # Of many such lines, as of a menu, each says less.
    weight = count ** (WORDS_POWER - 1)
    return table.headline_features, table.about["is_title"][at].astype(float), weight / weight.mean(), table.fold[at]


def without_markdown(rows, names):
    """The rows with zeros for the features of Markdown."""
    features, *others = rows
    features[:, [at for at, name in enumerate(names) if name.startswith(ONLY_OF_MARKDOWN)]] = 0
    return features, *others


def training_rows(views):
    """Features, labels, weights and folds of a sample of the lines of each table: the table, the share, the weight."""
    random, columns = np.random.default_rng(1), [[], [], [], []]
    for view, share, weight in views:
        table = view if isinstance(view, Table) else Table(view)
        label = table.label()
        is_sample = table.about["kind"] == "sample"
        take = ~np.isnan(label) & ((random.random(len(label)) < share) | is_sample)
        for column, values in zip(columns, (table.features, label, table.weight() * weight, table.fold)):
            column.append(values[take])
    return [np.concatenate(column) for column in columns]


def train(rows, held_out, trees, rounds):
    features, labels, weights, folds = rows
    take = folds != held_out
    return lightgbm.train(trees, lightgbm.Dataset(features[take], labels[take], weight=weights[take]), rounds)


def model_bytes(columns_hash, lines, of_markdown, headlines):
    of_lines = struct.pack("<f", THRESHOLD) + forest(trees_of(lines), 1)
    of_lines += struct.pack("<f", MARKDOWN_THRESHOLD) + forest(trees_of(of_markdown), 1)
    trees = trees_of(headlines)
    parts = forest(trees[:FIRST_HEADLINE_TREES], 1) + forest(trees[FIRST_HEADLINE_TREES:], 1)
    of_headlines = struct.pack("<f", HEADLINE_THRESHOLD) + parts
    return MAGIC + struct.pack("<Q", columns_hash) + of_lines + of_headlines


def main(paths, out, columns_hash):
    table_path, bare, *grafted, markdown_path, grafted_markdown = paths
    table, markdown = Table(table_path), Table(markdown_path)
    of_grafted = [(path, GRAFTED_LINES, GRAFTED_WEIGHT) for path in grafted]
    rows = training_rows([(table, LINES, 1.0), (bare, BARE_LINES, 1.0), *of_grafted])
    rows = without_markdown(rows, table.names[: table.width])
    of_markdown = training_rows([(markdown, MARKDOWN_LINES, 1.0), (grafted_markdown, GRAFTED_LINES, GRAFTED_WEIGHT)])
    of_headlines = headline_rows([table, markdown])
    fit = lambda held_out: (
        train(rows, held_out, TREES, ROUNDS),
        train(of_markdown, held_out, MARKDOWN_TREES, MARKDOWN_ROUNDS),
        train(of_headlines, held_out, HEADLINE_TREES, HEADLINE_ROUNDS),
    )
    out.mkdir(parents=True, exist_ok=True)
    probability, markdown_probability = np.zeros(len(table.text)), np.zeros(len(markdown.text))
    headline_probability = np.zeros(len(table.candidates))
    for fold in range(FOLDS):
        models = fit(fold)
        lines, lines_of_markdown, headlines = models
        held, held_markdown = table.fold == fold, markdown.fold == fold
        probability[held] = lines.predict(table.features[held])
        markdown_probability[held_markdown] = lines_of_markdown.predict(markdown.features[held_markdown])
        held = table.fold[table.candidates] == fold
        headline_probability[held] = headlines.predict(table.headline_features[held])
        (out / f"text-fold-{fold}.bin").write_bytes(model_bytes(columns_hash, *models))
        print(f"lines and headlines without fold {fold}", flush=True)
    models = fit(None)
    model = model_bytes(columns_hash, *models)
    (out / "text.bin").write_bytes(model)
    lines, lines_of_markdown, headlines = models
    report = {
        "f1_and_kept_out_of_fold": line_scores(table, probability),
        "markdown_f1_and_kept_out_of_fold": line_scores(markdown, markdown_probability),
        "importance": importance(lines, table.names[: table.width]),
        "markdown_importance": importance(lines_of_markdown, table.names[: table.width]),
        "headline_right_and_wrong_out_of_fold": headline_scores(table, headline_probability),
        "headline_importance": importance(headlines, table.names),
    }
    (out / "text-report.json").write_text(json.dumps(report, indent=2) + "\n")
    print(f"model of {len(model)} bytes")


def line_scores(table, probability):
    """By threshold and kind of text: mean word F1 and the mean share of gold words kept."""
    kinds = table.about["kind"][table.first]
    by_threshold = {}
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        f1, kept = table.scores(probability >= threshold)
        by_threshold[str(threshold)] = {
            kind: [round(float(f1[kinds == kind].mean()), 4), round(float(kept[kinds == kind].mean()), 4)]
            for kind in sorted(set(kinds))
        }
    return by_threshold


def headline_scores(table, probability):
    """By threshold and kind: of texts with their title as a line, those in which it is found, and another one is."""
    title, text = table.about["is_title"] == 1, table.text[table.candidates]
    has_title = np.bincount(table.text, title, len(table.first)) > 0
    order = np.lexsort((probability, text))
    last = order[np.r_[text[order][1:] != text[order][:-1], True]]
    best, right = np.zeros(len(table.first)), np.zeros(len(table.first), bool)
    best[text[last]], right[text[last]] = probability[last], title[table.candidates[last]]
    kinds = table.about["kind"][table.first]
    share = lambda found, kind: round(float(found[has_title & (kinds == kind)].mean()), 4)
    return {
        str(threshold): {
            kind: [share(right & (best >= threshold), kind), share(~right & (best >= threshold), kind)]
            for kind in sorted(set(kinds[has_title]))
        }
        for threshold in (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
    }


def importance(booster, names):
    gain = booster.feature_importance("gain")
    best = sorted(zip(names, gain / gain.sum()), key=lambda pair: -pair[1])
    return {name: round(float(share), 4) for name, share in best}


if __name__ == "__main__":
    main(sys.argv[1:-2], pathlib.Path(sys.argv[-2]), int(sys.argv[-1], 16))
