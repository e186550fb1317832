"""LightGBM's trees as the bytes that the cleaner reads (docs/model.md)."""

import struct

LEAF = 0xFFFF


def forest(trees, outputs, base=0.0):
    """One forest: trees as lists of (feature, children, value)."""
    parts = [struct.pack("<HHf", outputs, len(trees), base)]
    for nodes in trees:
        parts.append(struct.pack("<H", len(nodes)))
        parts += [struct.pack("<HHf", *node) for node in nodes]
    return b"".join(parts)


def trees_of(booster, scale=1.0, columns=None):
    """The trees of a booster; values times `scale`, features renumbered by `columns`."""
    return [flat(info["tree_structure"], scale, columns) for info in booster.dump_model()["tree_info"]]


def flat(root, scale, columns):
    """Breadth first, so that both children of a node stand side by side behind it."""
    nodes, queue = [], [root]
    while queue:
        node = queue.pop(0)
        if "leaf_value" in node:
            nodes.append((LEAF, 0, node["leaf_value"] * scale))
            continue
        if node["decision_type"] != "<=" or node["missing_type"] != "None":
            raise ValueError("a split that the reader does not know")
        feature = node["split_feature"]
        children = len(nodes) + len(queue) + 1
        nodes.append((feature if columns is None else columns[feature], children, below(node["threshold"])))
        queue += [node["left_child"], node["right_child"]]
    return nodes


def below(threshold):
    """The greatest 32-bit number that is not above a threshold, so that the same values go left."""
    value = struct.unpack("<f", struct.pack("<f", threshold))[0]
    if value > threshold:
        bits = struct.unpack("<i", struct.pack("<f", value))[0]
        bits += -1 if value > 0 else 1
        value = struct.unpack("<f", struct.pack("<i", bits))[0]
    return value
