"""Trains the block classifier: five models out of fold and the one that is shipped.

Usage: train.py NAMED.parquet BARE.parquet GRAFTED.parquet ... OUT_DIR COLUMNS_HASH, with four draws of the grafted pages

Writes OUT_DIR/html.bin, OUT_DIR/fold-0.bin ... fold-4.bin and OUT_DIR/report.json. The same tables give
the same bytes.
"""

import json
import pathlib
import struct
import sys

import lightgbm
import numpy as np

from data import FOLDS, GRAFTED, NAMED, ONLY_OF_PAGES, PAGES_ONE_IN, SHARED, TYPES, VIEW_WEIGHTS, Table
from trees import forest, trees_of

MAGIC = b"copydesk model 2"

COMMON = dict(
    deterministic=True, force_row_wise=True, num_threads=2, seed=1, verbose=-1, max_bin=63, lambda_l2=5.0
)
PAGE = dict(
    COMMON, objective="multiclass", num_class=len(TYPES), learning_rate=0.06, num_leaves=10,
    min_data_in_leaf=15, feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1,
)
PAGE_ROUNDS = 60
# The kind forest sees the pages as they are only: without names and addresses it would be the page forest.
KIND = PAGE | dict(min_data_in_leaf=30)
BLOCK = dict(
    COMMON, objective="binary", learning_rate=0.1, num_leaves=48, min_data_in_leaf=100,
    feature_fraction=0.5, data_sample_strategy="goss", top_rate=0.2, other_rate=0.15,
)
# Other pages are fewer and differ more: at the rate of the articles' forest as many trees do not fit them yet.
LEARNING_RATE_OF_OTHERS = 0.15
# Each part of the block model has so many trees, the teacher of the weak labels fewer.
BLOCK_ROUNDS = 120
TEACHER_ROUNDS = 40

# The parts of each block forest: whether they see what the rules say, the seed, and which draws of the grafts
# they are trained on. On sites where the rules find the wrong element, parts that do not see them correct
# those that do. Single pages turn on the accidents of one training and one draw, so the mean of several is
# better than each.
PARTS = [(True, 1, (0, 2)), (False, 2, (1, 3))]
TEACHER = (True, 1, (0, 2))
# How much articles count in the forest for articles and pages of an unknown kind, and in that for other pages:
# articles are most of what crawls of news and blogs hold, and half of the training pages.
ARTICLE_WEIGHT, ARTICLE_WEIGHT_OF_OTHERS = 2.0, 0.4
# Views that the forest for other pages is trained on: portals with grafts around an article are no such pages.
VIEWS_OF_OTHERS = 2
# As in crates/cleaner/src/model.rs: from this probability on a page is judged as an article.
MIN_ARTICLE = 0.5
ADVICE = ("advice_", "by_", "family")

# The probability from which a block is kept, by page type. For F1 it is half of the F1 that can be had
# (Lipton, Elkan, Narayanaswamy 2014): more on articles, of which more can be had. Products ask for more and
# collections for less, since each is mostly taken for the other, and a page's threshold lies between the two.
THRESHOLDS = {
    "article": 0.45, "collection": 0.05, "documentation": 0.2, "forum": 0.3, "listing": 0.25, "product": 0.6, "service": 0.15,
}
# How many times more frequent a type is than the kind forest believes, when it comes to thresholds. News are
# more frequent in crawls than among the training pages; and a page that does not give its address is mostly
# an old one, of an unknown layout: the same with more force.
PRIORS = dict.fromkeys(TYPES, 1.0) | {"article": 1.5}
PRIORS_WITHOUT_ADDRESS = dict.fromkeys(TYPES, 1.0) | {"article": 40.0}
# As in crates/cleaner/src/decide/gap.rs, which says why; what stands in the core is left out here.
SURE, LIKELY, POSSIBLE = 0.9, 0.75, 0.22
MIN_CORE, MAX_LIKELY_SHARE, MIN_UNSURE_SHARE, BESIDE_CORE = 300, 0.3, 0.2, 0.8
MIN_ARTICLE_OF_GAP = 0.2


def is_advice(name):
    return name.startswith(ADVICE) or "kept" in name.split("_")


class Data:
    """The tables with labels and weights, read once."""

    def __init__(self, *paths):
        self.tables = [Table(path) for path in paths]
        self.names = self.tables[0].names
        self.page_columns = [at for at, name in enumerate(self.names) if name.startswith(SHARED)]
        self.kind_columns = [at for at, name in enumerate(self.names) if name.startswith((SHARED, ONLY_OF_PAGES))]
        names = self.block_names()
        without = np.array([at for at, name in enumerate(names) if not is_advice(name)])
        self.columns = [np.arange(len(names)), without]
        self.seen = [self.columns[0 if sees_rules else 1] for sees_rules, *_ in PARTS]
        self.views = [min(at, GRAFTED) for at in range(len(self.tables))]
        self.labels = [table.label() for table in self.tables]
        self.weights = [table.weight() * VIEW_WEIGHTS[view] for table, view in zip(self.tables, self.views)]
        self.types = [table.page_types() for table in self.tables]

    def block_names(self):
        """Names of the columns that the block forest sees."""
        return self.names[: self.tables[0].width] + [f"type_{name}" for name in TYPES]

    def page_rows(self, table):
        return table.features[table.first][:, self.page_columns]

    def kind_rows(self, table):
        return table.features[table.first][:, self.kind_columns]


def train_pages(data, used):
    """The page-type forest from the pages whose fold is not `used`, in all views."""
    rows = [data.page_rows(table) for table in data.tables]
    return train_types(PAGE, data, used, rows)


def train_kinds(data, used):
    """The same from the pages as they are, with all that tells their kind."""
    return train_types(KIND, data, used, [data.kind_rows(data.tables[NAMED])])


def train_types(parameters, data, used, rows):
    takes = [(table.fold[table.first] != used) & (known >= 0) for table, known in zip(data.tables, data.types)]
    parts = [(of_view[take], known[take]) for of_view, take, known in zip(rows, takes, data.types)]
    features, types = (np.concatenate(part) for part in zip(*parts))
    return lightgbm.train(parameters, lightgbm.Dataset(features, types), PAGE_ROUNDS)


def with_types(table, types):
    """Features of blocks, with the probabilities of their page's types behind them."""
    return np.concatenate([table.of_blocks(), types[table.page].astype(np.float32)], axis=1)


class Blocks:
    """The rows of the first views, as many as `types` has, binned once for all trainings."""

    def __init__(self, data, types, article_weight, learning_rate=BLOCK["learning_rate"]):
        self.parameters = BLOCK | {"learning_rate": learning_rate}
        self.types, self.tables = types, data.tables[: len(types)]
        self.labels = data.labels[: len(types)]
        rows = np.concatenate([with_types(table, kinds) for table, kinds in zip(self.tables, types)])
        unlabelled = np.zeros(len(rows))
        self.binned = {}
        for sees_rules, seen in zip([True, False], data.columns):
            binned = lightgbm.Dataset(rows[:, seen], unlabelled, params=BLOCK)
            self.binned[sees_rules] = binned.construct()
        self.fold = np.concatenate([table.fold for table in self.tables])
        one_in = [PAGES_ONE_IN[view] for view in data.views]
        self.is_used = np.concatenate([table.page % times == 0 for table, times in zip(self.tables, one_in)])
        # By row: the draw of grafts, below 0 in the views that all parts see.
        self.draw = np.concatenate([np.full(len(table.page), at - GRAFTED) for at, table in enumerate(self.tables)])
        self.weight = np.concatenate(data.weights[: len(types)])
        self.article_weight = np.where(
            np.concatenate([table.is_article() for table in self.tables]), article_weight, 1.0
        )

    def train(self, labels, held_out, part, rounds, weight):
        """A forest from the rows that a part sees, with a label and of another fold than `held_out`."""
        sees_rules, seed, draws = part
        is_seen = self.is_used & ((self.draw < 0) | np.isin(self.draw, draws))
        used = np.flatnonzero(is_seen & (self.fold != held_out) & ~np.isnan(labels))
        rows = self.binned[sees_rules].subset(used).construct()
        rows.set_label(labels[used])
        rows.set_weight(weight[used])
        return lightgbm.train(self.parameters | {"seed": seed}, rows, rounds)

    def weak_labels(self, held_out):
        """Labels of all rows: those of the weak sets by a teacher that has not seen the fold either."""
        teacher = self.train(np.concatenate(self.labels), held_out, TEACHER, TEACHER_ROUNDS, self.weight)
        all_labels = []
        for table, label, kinds in zip(self.tables, self.labels, self.types):
            label, weak = label.copy(), table.weak()
            probability = np.full(len(weak), 0.5)
            probability[weak] = teacher.predict(with_types(table, kinds)[weak])
            label[weak] = table.weak_label(probability)[weak]
            all_labels.append(label)
        return np.concatenate(all_labels)

    def train_parts(self, held_out):
        """The parts of the forest from the rows whose fold is not `held_out`."""
        labels, weight = self.weak_labels(held_out), self.weight * self.article_weight
        return [self.train(labels, held_out, part, BLOCK_ROUNDS, weight) for part in PARTS]


def probabilities(data, forests, rows):
    sums = [part.predict(rows[:, seen], raw_score=True) for part, seen in zip(forests, data.seen)]
    return 1 / (1 + np.exp(-np.mean(sums, axis=0)))


def with_priors(table, kinds):
    """By page: the probabilities of its types, given how frequent the types are."""
    has_address = table.features[table.first, table.names.index("kind_address")] > 0
    priors = [[of[name] for name in TYPES] for of in (PRIORS_WITHOUT_ADDRESS, PRIORS)]
    weighted = kinds * np.array(priors)[has_address.astype(int)]
    return weighted / weighted.sum(axis=1, keepdims=True)


def thresholds(table, shares, probability):
    """By page, from the probabilities of its types and of its blocks."""
    of_types = shares @ np.array([THRESHOLDS[name] for name in TYPES])
    weight = table.features[:, table.names.index("weight")] * (table.about["code"] != "HDL001")
    sure = table.sum(weight * (probability >= SURE))
    likely = table.sum(weight * ((probability >= LIKELY) & (probability < SURE)))
    unsure = table.sum(weight * ((probability >= POSSIBLE) & (probability < LIKELY)))
    has_core = (
        (shares[:, TYPES.index("article")] >= MIN_ARTICLE_OF_GAP)
        & (sure >= MIN_CORE)
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


def model_bytes(data, columns_hash, page, kind, blocks, reliability):
    parts = [MAGIC, struct.pack("<Q", columns_hash)]
    parts += [struct.pack("<fff", *(of[name] for of in (THRESHOLDS, PRIORS, PRIORS_WITHOUT_ADDRESS))) for name in TYPES]
    parts.append(struct.pack("<H", len(reliability)))
    parts += [struct.pack("<ff", *point) for point in reliability]
    parts += [forest(trees_of(types), len(TYPES)) for types in (page, kind)]
    parts += [block_forest(data, forests) for forests in blocks]
    return b"".join(parts)


def block_forest(data, forests):
    """The mean of the parts, their trees in turn."""
    share = 1 / len(PARTS)
    rounds = zip(*(trees_of(part, share, list(map(int, seen))) for part, seen in zip(forests, data.seen)))
    return forest([tree for trees in rounds for tree in trees], 1)


def main(table_paths, out, columns_hash):
    data = Data(*table_paths)
    table = data.tables[0]
    types = [np.zeros((len(t.first), len(TYPES))) for t in data.tables]
    kinds = [np.zeros_like(of_view) for of_view in types[:VIEWS_OF_OTHERS]]
    pages, kind_forests = [], []
    for fold in range(FOLDS):
        pages.append(train_pages(data, fold))
        kind_forests.append(train_kinds(data, fold))
        out_of_fold(data, types, fold, pages[fold], data.page_rows)
        out_of_fold(data, kinds, fold, kind_forests[fold], data.kind_rows)
        print(f"page types without fold {fold}", flush=True)
    # Blocks are trained on out-of-fold page types: those of a model that knows the page are too sure.
    trainers = [
        Blocks(data, types, ARTICLE_WEIGHT),
        Blocks(data, kinds, ARTICLE_WEIGHT_OF_OTHERS, LEARNING_RATE_OF_OTHERS),
    ]
    of_forests = np.zeros((len(trainers), len(table.page)))
    blocks = []
    for fold in range(FOLDS):
        blocks.append([trainer.train_parts(fold) for trainer in trainers])
        held = table.fold == fold
        for at, trainer in enumerate(trainers):
            rows = with_types(table, trainer.types[0])[held]
            of_forests[at, held] = probabilities(data, blocks[fold][at], rows)
        print(f"blocks without fold {fold}", flush=True)
    shares = with_priors(table, kinds[0])
    is_other = (shares[:, TYPES.index("article")] < MIN_ARTICLE)[table.page]
    probability = np.where(is_other, of_forests[1], of_forests[0])
    kept = probability >= thresholds(table, shares, probability)[table.page]
    observed = table.f1(kept)
    expected = expected_f1(table, probability, kept)
    scored = ~np.isnan(observed) & (table.about["set"][table.first] != "sample")
    out.mkdir(parents=True, exist_ok=True)
    fold_of_page = table.fold[table.first]
    for fold in range(FOLDS):
        others = scored & (fold_of_page != fold)
        reliability = isotonic(expected[others], observed[others])
        model = model_bytes(data, columns_hash, pages[fold], kind_forests[fold], blocks[fold], reliability)
        (out / f"fold-{fold}.bin").write_bytes(model)
    whole = [trainer.train_parts(None) for trainer in trainers]
    reliability = isotonic(expected[scored], observed[scored])
    model = model_bytes(data, columns_hash, train_pages(data, None), train_kinds(data, None), whole, reliability)
    (out / "html.bin").write_bytes(model)
    write_report(data, kinds[0], observed, whole, out / "report.json")
    print(f"model of {len(model)} bytes")


def out_of_fold(data, types, fold, forest_of_types, rows_of):
    """Fills in the types of the pages of a fold, in all views that `types` has."""
    for table, of_view in zip(data.tables, types):
        held = table.fold[table.first] == fold
        of_view[held] = forest_of_types.predict(rows_of(table)[held])


def importance(data, parts):
    """The 40 columns that a forest gains most from, with their shares."""
    names = data.block_names()
    gain = np.zeros(len(names))
    for part, seen in zip(parts, data.seen):
        gain[seen] += part.feature_importance("gain")
    best = sorted(zip(names, gain / gain.sum()), key=lambda pair: -pair[1])[:40]
    return {name: round(float(share), 4) for name, share in best}


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
    report = {
        "pages": {name: int((sets == name).sum()) for name in sorted(set(sets))},
        "rows": [int((~np.isnan(label)).sum()) for label in data.labels],
        "left_out": table.left_out(),
        "page_type_right_out_of_fold": round(float(right), 4),
        "block_f1_out_of_fold": means,
        "importance": {name: importance(data, parts) for name, parts in zip(["articles", "others"], forests)},
    }
    path.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:-2], pathlib.Path(sys.argv[-2]), int(sys.argv[-1], 16))
