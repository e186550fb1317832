//! `copydesk extract` and `copydesk clean`: one document to standard output.

use std::{
    io::{BufRead, BufReader, Write},
    process::Stdio,
};

use serde_json::Value;

use crate::{pages, sources::gzip, workplace::Workplace};

fn place() -> Workplace {
    let place = Workplace::new();
    place.write("page.html", pages::page(1));
    place.write(
        "text.txt",
        format!(
            "{}\n\n{}\n\nShow More\n\nRelated Articles\n\nBack to top button\n",
            pages::title(1),
            pages::text(1)
        ),
    );
    place
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn extract_writes_the_text() {
    let finished = place().run(&["extract", "page.html"]).expect_code(0);
    assert_eq!(finished.stdout, pages::text(1));
    assert_eq!(finished.stderr, "");
}

#[test]
fn extract_writes_json_with_the_names_of_the_columns() {
    let finished = place().run(&["extract", "page.html", "--as", "json"]).expect_code(0);
    let object = json(&finished.stdout);
    assert_eq!(object["title"].as_str(), Some(pages::title(1).as_str()));
    assert_eq!(object["text"].as_str(), Some(pages::text(1).trim_end()));
    assert_eq!(object["published"].as_str(), Some("2024-03-02T10:20:30Z"));
    assert_eq!(object["language"].as_str(), Some("en"));
    assert!(object["license"].is_null() && object.get("blocks").is_none());
}

#[test]
fn extract_writes_markdown_and_html() {
    let place = place();
    let markdown = place.run(&["extract", "page.html", "--as", "markdown"]).expect_code(0).stdout;
    assert!(markdown.contains(&pages::first_sentence(1)), "{markdown}");
    let html = place.run(&["extract", "page.html", "--as", "html"]).expect_code(0).stdout;
    assert!(html.starts_with(&format!("<article>\n<h1>{}</h1>\n", pages::title(1))), "{html}");
    assert!(html.contains(&format!("<p>{}</p>\n", pages::first_sentence(1))), "{html}");
    assert!(html.ends_with("</article>\n") && !html.contains("Imprint"));
}

#[test]
fn html_has_what_the_page_has() {
    let place = place();
    let parts = [
        (
            "<ul><li>rope<ul><li>thin</ul><li>lamp &amp; oil</ul>",
            "<ul>\n<li>rope\n<ul>\n<li>thin</li>\n</ul>\n</li>\n<li>lamp &amp; oil</li>\n</ul>",
        ),
        (
            "<table><tr><th colspan=2>Tolls<tr><td>a | b<td>3<tr><td>Ellery<td>4</table>",
            "<tr><td>a | b</td><td>3</td></tr>",
        ),
        (
            "<p>Its <a href=/log>log</a> says <b>so</b> &lt;b&gt;.</p>",
            "<p>Its <a href=\"/log\">log</a> says <strong>so</strong> &lt;b&gt;.</p>",
        ),
        (
            "<dl><dt>Toll<dd>What ferries pay<dt>Quay<dd>Where they lie</dl>",
            "<dt>Toll</dt>\n<dd>What ferries pay</dd>",
        ),
    ];
    let sentence = pages::first_sentence(1);
    let body: Vec<_> = parts.iter().map(|(part, _)| format!("<p>{sentence}</p>{part}")).collect();
    let body = body.concat();
    place.write("parts.html", format!("<title>Tolls</title><article><h1>Tolls</h1>{body}</article>"));
    let html = place.run(&["extract", "parts.html", "--as", "html"]).expect_code(0).stdout;
    for (_, expected) in parts {
        assert!(html.contains(expected), "{expected} in {html}");
    }
}

#[test]
fn explain_has_one_line_per_block_and_per_candidate() {
    let place = place();
    let table = place.run(&["extract", "page.html", "--explain"]).expect_code(0).stdout;
    let object = place.run(&["extract", "page.html", "--explain", "--as", "json"]).expect_code(0).stdout;
    let blocks = json(&object)["blocks"].as_array().expect("blocks").clone();
    let (of_blocks, of_metadata) = table.split_once("\n\n").expect("two tables");
    assert_eq!(of_blocks.lines().count(), blocks.len());
    let candidates = json(&object)["candidates"].as_array().expect("candidates").clone();
    assert_eq!(of_metadata.lines().count(), candidates.len());
    assert!(
        of_metadata.lines().any(|line| line.starts_with("title") && line.contains(" chosen ")),
        "{table}"
    );
    let kept = |outcome: &str| blocks.iter().filter(|block| block["outcome"] == outcome).count();
    assert_eq!(kept("keep"), 5);
    assert!(blocks.iter().all(|block| block["code"].as_str().is_some_and(|code| !code.is_empty())));
    let footer = table.lines().find(|line| line.contains("All rights reserved")).expect("a line");
    assert!(!footer.starts_with("keep") && !footer.starts_with("headline"), "{footer}");
    place.run(&["extract", "page.html", "--explain", "--as", "html"]).expect_code(2);
}

#[test]
fn clean_puts_the_headline_first() {
    let place = place();
    let text = place.run(&["clean", "text.txt"]).expect_code(0).stdout;
    assert_eq!(text, format!("{}\n\n{}", pages::title(1), pages::text(1)));
    let table = place.run(&["clean", "text.txt", "--explain"]).expect_code(0).stdout;
    assert!(table.lines().any(|line| line.starts_with("headline ")), "{table}");
    assert!(
        table.lines().any(|line| line.contains("Back to top button") && !line.starts_with("keep")),
        "{table}"
    );
    let object = place.run(&["clean", "text.txt", "--as", "json"]).expect_code(0).stdout;
    assert_eq!(json(&object)["title"].as_str(), Some(pages::title(1).as_str()));
    let again = place.run_with_input(&["clean", "-"], text.as_bytes()).expect_code(0).stdout;
    assert_eq!(again, text, "cleaning twice changes nothing");
}

#[test]
fn standard_input_and_compression_work_here_too() {
    let place = place();
    let from_input = place.run_with_input(&["extract", "-"], pages::page(2).as_bytes()).expect_code(0);
    assert_eq!(from_input.stdout, pages::text(2));
    #[cfg(unix)]
    {
        let from_pipe = place.run_with_input(&["extract", "/dev/stdin"], pages::page(2).as_bytes());
        assert_eq!(from_pipe.expect_code(0).stdout, pages::text(2));
    }
    place.write("packed.html.gz", gzip(pages::page(3).as_bytes()));
    assert_eq!(place.run(&["extract", "packed.html.gz"]).expect_code(0).stdout, pages::text(3));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let place = place();
    place.write("picture.html", b"\x89PNG\r\n\x1a\n");
    for (arguments, message) in [
        (["extract", "nowhere.html"], "unreadable"),
        (["extract", "picture.html"], "not-text"),
        (["clean", "."], "not-a-file"),
    ] {
        let finished = place.run(&arguments).expect_code(2);
        assert!(finished.stderr.contains(message), "{}", finished.stderr);
        assert_eq!(finished.stdout, "");
    }
}

#[test]
fn clean_writes_each_json_line_before_the_next_one_comes() {
    let place = place();
    let mut command = place.command(&["clean", "-", "--text-field", "words"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("started");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    for number in 1..4 {
        let words = format!("{}\n\nShow More\n\nBack to top button", pages::text(number));
        let words = serde_json::to_string(&words).expect("a string");
        writeln!(stdin, "{{\"b\": 1.50, \"words\": {words}, \"a\": {{\"y\": 1, \"x\": 2}}}}").expect("read");
        stdin.flush().expect("read");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let clean = serde_json::to_string(pages::text(number).trim_end()).expect("a string");
        let expected = format!("{{\"b\":1.50,\"words\":{clean},\"a\":{{\"y\": 1, \"x\": 2}}}}\n");
        assert_eq!(line, expected, "all but the text is as it was");
    }
    drop(stdin);
    assert!(child.wait().expect("ended").success());
}

#[test]
fn json_lines_that_cannot_be_cleaned_are_named() {
    let place = place();
    let good = serde_json::json!({"id": 3, "text": pages::text(1)});
    place.write("lines.jsonl", format!("{good}\n{{\n{{\"title\": 5}}\n{good}\n"));
    let finished = place.run(&["clean", "lines.jsonl", "--as", "json"]).expect_code(1);
    let objects: Vec<Value> = finished.stdout.lines().map(json).collect();
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[1]["text"].as_str(), Some(pages::text(1).trim_end()));
    let length = good.to_string().len();
    assert!(
        finished.stderr.contains(&format!("lines.jsonl at byte {}: EOF", length + 1)),
        "{}",
        finished.stderr
    );
    assert!(
        finished.stderr.contains("no field text, content, body, article, page with a string"),
        "{}",
        finished.stderr
    );
    let explained = place.run(&["clean", "lines.jsonl", "--explain"]).expect_code(2);
    assert!(explained.stderr.contains("goes with --as json"), "{}", explained.stderr);
    let as_text = place.run(&["clean", "lines.jsonl", "--format", "text"]).expect_code(0);
    assert!(as_text.stdout.contains("report number 1"), "{}", as_text.stdout);
}

#[test]
fn links_inside_a_text_can_be_kept() {
    let place = Workplace::new();
    let link = "Read also: Council votes down harbour plan";
    let text = pages::text(1);
    let (first, rest) = text.split_once("\n\n").expect("two paragraphs");
    place.write("text.txt", format!("{first}\n\n{link}\n\n{rest}\n\n{link}\n"));
    let kept = place.run(&["clean", "text.txt", "--keep-inline-links"]).expect_code(0).stdout;
    assert_eq!(kept, format!("{first}\n\n{link}\n\n{rest}"));
    place.run(&["clean", "text.txt", "--keep-comments"]).expect_code(0);
}
