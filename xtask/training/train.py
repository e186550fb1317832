"""Trains the block classifier: five models out of fold and the one that is shipped.

Usage: train.py NAMED.parquet BARE.parquet GRAFTED.parquet OUT_DIR COLUMNS_HASH

Writes OUT_DIR/html.bin, OUT_DIR/fold-0.bin ... fold-4.bin and OUT_DIR/report.json. The same tables give
the same bytes.
"""

import json
import pathlib
import struct
import sys

import lightgbm
import numpy as np

from data import FOLDS, PAGES_ONE_IN, TYPES, VIEW_WEIGHTS, Table
from trees import forest, trees_of

MAGIC = b"copydesk model 1"

COMMON = dict(
    deterministic=True, force_row_wise=True, num_threads=2, seed=1, verbose=-1, max_bin=63, lambda_l2=5.0
)
PAGE = dict(
    COMMON, objective="multiclass", num_class=len(TYPES), learning_rate=0.06, num_leaves=10,
    min_data_in_leaf=15, feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1,
)
PAGE_ROUNDS = 60
BLOCK = dict(
    COMMON, objective="binary", learning_rate=0.1, num_leaves=48, min_data_in_leaf=100,
    feature_fraction=0.5, data_sample_strategy="goss", top_rate=0.2, other_rate=0.15,
)
# Each part of the block model has so many trees, the teacher of the weak labels fewer.
BLOCK_ROUNDS = 120
TEACHER_ROUNDS = 40

# The parts of the block model: whether they see what the rules say, how much articles count, and the seed.
# On sites where the rules find the wrong element, parts that do not see them correct those that do; articles
# are most of what crawls of news and blogs hold, and half of the training pages. Single pages turn on the
# accidents of one training, so the mean of several is better than each.
PARTS = [(True, 2.0, 1), (False, 2.0, 2)]
ADVICE = ("advice_", "by_", "family")

# The probability from which a block is kept, by page type. For F1 it is half of the F1 that can be had
# (Lipton, Elkan, Narayanaswamy 2014): more on articles, of which more can be had.
THRESHOLDS = dict.fromkeys(TYPES, 0.2) | {"article": 0.45}
# How many times more frequent a type is than the page forest believes, when it comes to thresholds: unsure
# pages are mostly articles of an unknown layout.
PRIORS = dict.fromkeys(TYPES, 1.0) | {"article": 40.0}
# As in crates/cleaner/src/decide/gap.rs, which says why.
SURE, LIKELY, POSSIBLE = 0.9, 0.7, 0.22
MIN_CORE, MAX_LIKELY_SHARE, MIN_UNSURE_SHARE, BESIDE_CORE = 300, 0.3, 0.2, 0.8


def is_advice(name):
    return name.startswith(ADVICE) or "kept" in name.split("_")


class Data:
    """The tables with labels and weights, read once."""

    def __init__(self, *paths):
        self.tables = [Table(path) for path in paths]
        self.names = self.tables[0].names
        self.page_columns = [at for at, name in enumerate(self.names) if name.startswith("page_")]
        names = self.names + [f"type_{name}" for name in TYPES]
        without = np.array([at for at, name in enumerate(names) if not is_advice(name)])
        self.columns = [np.arange(len(names)), without]
        self.seen = [self.columns[0 if sees_rules else 1] for sees_rules, _, _ in PARTS]
        self.labels = [table.label() for table in self.tables]
        self.weights = [table.weight() * share for table, share in zip(self.tables, VIEW_WEIGHTS)]
        self.types = [table.page_types() for table in self.tables]

    def page_rows(self, table):
        return table.features[table.first][:, self.page_columns]


def train_pages(data, used):
    """The page-type forest from the pages whose fold is not `used`."""
    rows, types = [], []
    for table, known in zip(data.tables, data.types):
        take = (table.fold[table.first] != used) & (known >= 0)
        rows.append(data.page_rows(table)[take])
        types.append(known[take])
    return lightgbm.train(PAGE, lightgbm.Dataset(np.concatenate(rows), np.concatenate(types)), PAGE_ROUNDS)


def with_types(table, types):
    """Features of blocks, with the probabilities of their page's types behind them."""
    return np.concatenate([table.features, types[table.page].astype(np.float32)], axis=1)


class Blocks:
    """The rows of all tables, binned once for all trainings."""

    def __init__(self, data, types):
        self.data, self.types = data, types
        rows = np.concatenate([with_types(table, kinds) for table, kinds in zip(data.tables, types)])
        unlabelled = np.zeros(len(rows))
        self.binned = {}
        for sees_rules, seen in zip([True, False], data.columns):
            binned = lightgbm.Dataset(rows[:, seen], unlabelled, params=BLOCK)
            self.binned[sees_rules] = binned.construct()
        self.fold = np.concatenate([table.fold for table in data.tables])
        self.is_used = np.concatenate([table.page % one_in == 0 for table, one_in in zip(data.tables, PAGES_ONE_IN)])
        self.weight = np.concatenate(data.weights)
        self.is_article = np.concatenate([table.is_article() for table in data.tables])

    def train(self, labels, held_out, sees_rules=True, article_weight=1.0, seed=1, rounds=TEACHER_ROUNDS):
        """A forest from the rows with a label whose fold is not `held_out`."""
        used = np.flatnonzero(self.is_used & (self.fold != held_out) & ~np.isnan(labels))
        part = self.binned[sees_rules].subset(used).construct()
        part.set_label(labels[used])
        part.set_weight((self.weight * np.where(self.is_article, article_weight, 1.0))[used])
        return lightgbm.train(BLOCK | {"seed": seed}, part, rounds)

    def weak_labels(self, held_out):
        """Labels of all rows: those of the weak sets by a teacher that has not seen the fold either."""
        teacher = self.train(np.concatenate(self.data.labels), held_out)
        all_labels = []
        for table, label, kinds in zip(self.data.tables, self.data.labels, self.types):
            label, weak = label.copy(), table.weak()
            probability = np.full(len(weak), 0.5)
            probability[weak] = teacher.predict(with_types(table, kinds)[weak])
            label[weak] = table.weak_label(probability)[weak]
            all_labels.append(label)
        return np.concatenate(all_labels)

    def train_parts(self, held_out):
        """The parts of the block model from the rows whose fold is not `held_out`."""
        labels = self.weak_labels(held_out)
        return [self.train(labels, held_out, *part, BLOCK_ROUNDS) for part in PARTS]


def probabilities(data, forests, rows):
    sums = [part.predict(rows[:, seen], raw_score=True) for part, seen in zip(forests, data.seen)]
    return 1 / (1 + np.exp(-np.mean(sums, axis=0)))


def thresholds(table, types, probability):
    """By page, from the probabilities of its types and of its blocks."""
    weighted = types * np.array([PRIORS[name] for name in TYPES])
    of_types = weighted @ np.array([THRESHOLDS[name] for name in TYPES]) / weighted.sum(axis=1)
    weight = table.features[:, table.names.index("weight")] * (table.about["code"] != "HDL001")
    sure = table.sum(weight * (probability >= SURE))
    likely = table.sum(weight * ((probability >= LIKELY) & (probability < SURE)))
    unsure = table.sum(weight * ((probability >= POSSIBLE) & (probability < LIKELY)))
    has_core = (
        (sure >= MIN_CORE)
        & (likely <= MAX_LIKELY_SHARE * (sure + likely))
        & (unsure >= MIN_UNSURE_SHARE * (sure + likely + unsure))
    )
    return np.where(has_core, np.maximum(of_types, BESIDE_CORE), of_types)


def expected_f1(table, probability, kept):
    """By page, as the cleaner computes it, with words for weights."""
    words = table.about["words"] * (table.about["code"] != "HDL001")
    overlap, size = table.sum(words * probability * kept), table.sum(words * kept)
    total = size + table.sum(words * probability)
    return np.divide(2 * overlap, total, out=np.zeros_like(total), where=total > 0)


def isotonic(expected, observed):
    """The best increasing fit (pool adjacent violators), as at most twenty points."""
    order = np.argsort(expected, kind="stable")
    pools = []
    for x, y in zip(expected[order], observed[order]):
        pools.append([x, y, 1.0])
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            x1, y1, n1 = pools.pop()
            x0, y0, n0 = pools.pop()
            pools.append([(x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1])
    # Pools of fewer pages are drawn to their neighbours.
    smallest, merged = max(len(expected) / 20, 1), []
    for x, y, n in pools:
        if merged and merged[-1][2] < smallest:
            x0, y0, n0 = merged.pop()
            x, y, n = (x0 * n0 + x * n) / (n0 + n), (y0 * n0 + y * n) / (n0 + n), n0 + n
        merged.append([x, y, n])
    return [(float(x), float(y)) for x, y, _ in merged]


def model_bytes(data, columns_hash, page, forests, reliability):
    parts = [MAGIC, struct.pack("<Q", columns_hash)]
    parts += [struct.pack("<ff", THRESHOLDS[name], PRIORS[name]) for name in TYPES]
    parts.append(struct.pack("<H", len(reliability)))
    parts += [struct.pack("<ff", *point) for point in reliability]
    parts.append(forest(trees_of(page), len(TYPES)))
    # The parts alternate, so that the first trees speak for all.
    share = 1 / len(PARTS)
    rounds = zip(*(trees_of(part, share, list(map(int, seen))) for part, seen in zip(forests, data.seen)))
    parts.append(forest([tree for trees in rounds for tree in trees], 1))
    return b"".join(parts)


def main(table_paths, out, columns_hash):
    data = Data(*table_paths)
    table = data.tables[0]
    types = [np.zeros((len(t.first), len(TYPES))) for t in data.tables]
    pages = []
    for fold in range(FOLDS):
        pages.append(train_pages(data, fold))
        for t, kinds in zip(data.tables, types):
            held = t.fold[t.first] == fold
            kinds[held] = pages[fold].predict(data.page_rows(t)[held])
        print(f"page types without fold {fold}", flush=True)
    # Blocks are trained on out-of-fold page types: those of a model that knows the page are too sure.
    probability = np.zeros(len(table.page))
    forests, trainer = [], Blocks(data, types)
    for fold in range(FOLDS):
        forests.append(trainer.train_parts(fold))
        held = table.fold == fold
        probability[held] = probabilities(data, forests[fold], with_types(table, types[0])[held])
        print(f"blocks without fold {fold}", flush=True)
    kept = probability >= thresholds(table, types[0], probability)[table.page]
    observed = table.f1(kept)
    expected = expected_f1(table, probability, kept)
    scored = ~np.isnan(observed) & (table.about["set"][table.first] != "sample")
    out.mkdir(parents=True, exist_ok=True)
    fold_of_page = table.fold[table.first]
    for fold in range(FOLDS):
        others = scored & (fold_of_page != fold)
        reliability = isotonic(expected[others], observed[others])
        model = model_bytes(data, columns_hash, pages[fold], forests[fold], reliability)
        (out / f"fold-{fold}.bin").write_bytes(model)
    page, blocks = train_pages(data, None), trainer.train_parts(None)
    model = model_bytes(data, columns_hash, page, blocks, isotonic(expected[scored], observed[scored]))
    (out / "html.bin").write_bytes(model)
    write_report(data, types[0], observed, blocks, out / "report.json")
    print(f"model of {len(model)} bytes")


def write_report(data, types, observed, forests, path):
    """What the training was: pages, rows, pages left out, block-level F1 out of fold, importance."""
    table = data.tables[0]
    sets, kinds = table.about["set"][table.first], table.about["page_type"][table.first]
    means = {}
    for name in sorted(set(sets)):
        of_set = (sets == name) & ~np.isnan(observed)
        if of_set.any():
            means[name] = round(float(observed[of_set].mean()), 4)
            for kind in sorted(set(kinds[of_set])):
                means[f"{name} {kind}"] = round(float(observed[of_set & (kinds == kind)].mean()), 4)
    known = data.types[0] >= 0
    right = (types.argmax(axis=1) == data.types[0])[known & (sets == "wcxb-dev")].mean()
    gain = np.zeros(len(data.names) + len(TYPES))
    for part, seen in zip(forests, data.seen):
        gain[seen] += part.feature_importance("gain")
    names = data.names + [f"type_{name}" for name in TYPES]
    best = sorted(zip(names, gain / gain.sum()), key=lambda pair: -pair[1])[:40]
    report = {
        "pages": {name: int((sets == name).sum()) for name in sorted(set(sets))},
        "rows": [int((~np.isnan(label)).sum()) for label in data.labels],
        "left_out": table.left_out(),
        "page_type_right_out_of_fold": round(float(right), 4),
        "block_f1_out_of_fold": means,
        "importance": {name: round(float(share), 4) for name, share in best},
    }
    path.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:-2], pathlib.Path(sys.argv[-2]), int(sys.argv[-1], 16))
