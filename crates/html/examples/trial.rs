//! Temporary measure.
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let every: usize = args[2].parse().unwrap();
    let mode = args[3].as_str();
    let mut files: Vec<_> = std::fs::read_dir(&args[1]).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let pages: Vec<String> = files
        .iter()
        .step_by(every)
        .map(|p| String::from_utf8_lossy(&std::fs::read(p).unwrap()).into_owned())
        .collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    if mode == "equal" {
        let mut bad = 0;
        for (i, page) in pages.iter().enumerate() {
            let a = scraper::Html::parse_document(page);
            let doc = copydesk_html::parse_document_with(
                page,
                &copydesk_html::Options { positions: true, ..Default::default() },
            );
            if a != doc.html || !doc.caps.is_empty() {
                bad += 1;
                println!("{} differs {:?}", files[i * every].display(), doc.caps);
            }
        }
        println!("{} pages, {bad} differ", pages.len());
        return;
    }
    let rounds: usize = args[4].parse().unwrap();
    for _ in 0..rounds {
        for m in mode.split(',') {
            let t = Instant::now();
            let mut n = 0;
            for page in &pages {
                n += match m {
                    "scraper" => scraper::Html::parse_document(page).tree.values().len(),
                    "ours" => copydesk_html::parse_document(page).tree.values().len(),
                    "pos" => copydesk_html::parse_document_with(
                        page,
                        &copydesk_html::Options { positions: true, ..Default::default() },
                    )
                    .html
                    .tree
                    .values()
                    .len(),
                    "tok" => {
                        struct N;
                        impl html5ever::tokenizer::TokenSink for N {
                            type Handle = ();
                            fn process_token(
                                &self,
                                t: html5ever::tokenizer::Token,
                                _: u64,
                            ) -> html5ever::tokenizer::TokenSinkResult<()> {
                                use html5ever::tokenizer::*;
                                if let TagToken(t) = t {
                                    if t.kind == StartTag && &*t.name == "script" {
                                        return TokenSinkResult::RawData(states::ScriptData);
                                    }
                                    if t.kind == StartTag && &*t.name == "style" {
                                        return TokenSinkResult::RawData(states::Rawtext);
                                    }
                                }
                                TokenSinkResult::Continue
                            }
                        }
                        copydesk_html::Tokenizer::new(page, N, &Default::default()).run();
                        1
                    }
                    _ => panic!(),
                };
            }
            println!("{m}: {:.1} MB/s  ({n})", bytes as f64 / 1e6 / t.elapsed().as_secs_f64());
        }
    }
}
