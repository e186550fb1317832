//! `cargo xtask bench --allocations`: how often and how much each phase asks the allocator for memory. Needs the
//! feature `allocations`, whose allocator counts; the command builds itself again with it.

#[cfg(feature = "allocations")]
pub(super) use counting::table;

/// Builds this program again with the counting allocator, and has it measure.
#[cfg(not(feature = "allocations"))]
pub(super) fn build_again(set: &std::path::Path, pages: Option<usize>) -> anyhow::Result<()> {
    let mut again = crate::workspace::cargo("run");
    again.args([
        "--release",
        "--package",
        "xtask",
        "--features",
        "allocations",
        "--",
        "bench",
        "--allocations",
    ]);
    again.arg(std::path::absolute(set)?).args(pages.map(|pages| format!("--pages={pages}")));
    crate::step::step("Allocations", &mut again).map(drop)
}

#[cfg(feature = "allocations")]
mod counting {
    use allocation_counter::{AllocationInfo, measure};
    use copydesk_extractor::cleaner::{self, Page, clean_page};
    use copydesk_extractor::{Hints, Options, decode, extract};

    use super::super::pages::Pages;
    use crate::table::align;

    const KIBIBYTE: f64 = 1024.0;

    /// What a phase asked for on all pages.
    #[derive(Default, Clone, Copy)]
    struct Asked {
        times: u64,
        bytes: u64,
        /// Sum of the most bytes held at once.
        peaks: u64,
    }

    impl Asked {
        fn add(&mut self, info: AllocationInfo) {
            self.times += info.count_total;
            self.bytes += info.bytes_total;
            self.peaks += info.bytes_max;
        }
    }

    pub(in super::super) fn table(pages: &Pages) -> String {
        let names = ["parse", "clean", "extract, all phases"];
        let mut sums = [Asked::default(); 3];
        // Tables that are made once are no page's.
        if let Some(first) = pages.bytes.first() {
            drop(extract(first, &Hints::default(), &Options::default()));
        }
        for bytes in &pages.bytes {
            for (sum, info) in sums.iter_mut().zip(measure_page(bytes)) {
                sum.add(info);
            }
        }
        let per_page = |sum: u64| sum as f64 / pages.len().max(1) as f64;
        let mut rows = vec![["phase", "allocations", "KiB asked for", "KiB held at once"].map(str::to_owned)];
        for (name, sum) in names.iter().zip(sums) {
            let kibibytes = |sum: u64| format!("{:.0}", per_page(sum) / KIBIBYTE);
            rows.push([
                (*name).to_owned(),
                format!("{:.0}", per_page(sum.times)),
                kibibytes(sum.bytes),
                kibibytes(sum.peaks),
            ]);
        }
        let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
        format!("{} pages of {}, mean of a page\n{}", pages.len(), pages.set, align(&rows))
    }

    fn measure_page(bytes: &[u8]) -> [AllocationInfo; 3] {
        let options = cleaner::Options::default();
        let decoded = decode(bytes, None);
        let mut page = None;
        let parse = measure(|| {
            page = Page::parse(&decoded.text, &cleaner::Limits::default(), options.interrupt).ok();
        });
        let clean = measure(|| drop(page.as_ref().map(|page| clean_page(page, &options))));
        let all = measure(|| drop(extract(bytes, &Hints::default(), &Options::default())));
        [parse, clean, all]
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_whole_asks_for_more_than_its_parts() {
            let page = b"<title>A</title><p>Some words of a page.";
            // Tables that are made once are no page's.
            measure_page(page);
            let [parse, clean, all] = measure_page(page);
            assert!(parse.count_total > 0 && clean.count_total > 0);
            assert!(all.bytes_total >= parse.bytes_total + clean.bytes_total);
        }
    }
}
