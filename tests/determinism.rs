//! The same input gives the same bytes: twice, with any number of threads, and in any folder.

use crate::{
    pages,
    workplace::{Workplace, assert_same_tree},
};

/// Enough pages for several batches and shards, of different kinds.
fn input(place: &Workplace) {
    for number in 0..150 {
        place.write(&format!("in/{:02}/{number}.html", number % 7), pages::page(number % 120));
    }
    let lines = pages::json_lines(150..300);
    place.write("in/lines.jsonl", lines + "{broken\n");
    place.write("in/short.html", pages::short_page());
}

const MORE: [&str; 6] =
    ["--markdown", "--keep-removed", "--shard-size", "32KiB", "--row-group-size", "16KiB"];

fn export(place: &Workplace, out: &str, more: &[&str]) {
    place.run(&[&["export", "in", "--out", out], &MORE[..], more].concat()).expect_code(1);
}

#[test]
fn threads_and_memory_do_not_change_a_byte() {
    let place = Workplace::new();
    input(&place);
    export(&place, "one", &["--threads", "1", "--memory", "256MiB"]);
    export(&place, "two", &["--threads", "2"]);
    export(&place, "five", &["--threads", "5", "--progress", "plain"]);
    assert_same_tree(&place.path("one"), &place.path("two"));
    assert_same_tree(&place.path("one"), &place.path("five"));
}

#[test]
fn two_machines_give_the_same_bytes() {
    let (here, there) = (Workplace::new(), Workplace::new());
    for place in [&here, &there] {
        input(place);
    }
    export(&here, "out", &[]);
    let absolute = there.path("in");
    let absolute = absolute.to_str().expect("UTF-8");
    there.run(&[&["export", absolute, "--out", "out"], &MORE[..]].concat()).expect_code(1);
    assert_same_tree(&here.path("out"), &there.path("out"));
}

#[test]
fn a_setting_that_matters_changes_the_hash() {
    let place = Workplace::new();
    input(&place);
    export(&place, "one", &[]);
    export(&place, "two", &["--filters", "none"]);
    assert_ne!(place.manifest("one")["config_hash"], place.manifest("two")["config_hash"]);
}
