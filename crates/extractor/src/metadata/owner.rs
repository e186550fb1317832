//! The owner of a personal site, who writes what nobody else signs there: a site whose name is that of a person
//! and whose host bears a part of the name ("Ida Falk" on ida.example).

use super::candidate::{Candidates, Field, Source};
use super::{people, text};

/// Letters of a word of the name that the host must have, at least.
const MIN_SHARED: usize = 4;

/// Offers the site's names that are names of people. `host` is the host, squashed.
pub(super) fn collect(host: &str, found: &mut Candidates) {
    let bears = |name: &str| {
        name.split_whitespace()
            .map(text::squash)
            .any(|word| word.chars().count() >= MIN_SHARED && host.contains(&word))
    };
    let owners: Vec<String> = found
        .of(Field::SiteName)
        .map(|site| people::without_title(&site.value))
        .filter(|name| people::begins_with_given_name(name) && bears(name))
        .map(str::to_owned)
        .collect();
    for owner in owners {
        found.push(Field::Author, Source::Owner, &owner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(site: &str, host: &str) -> Option<String> {
        let mut found = Candidates::default();
        found.push(Field::SiteName, Source::OpenGraph, site);
        collect(host, &mut found);
        found.from(Field::Author, Source::Owner).next().map(str::to_owned)
    }

    #[test]
    fn a_site_that_bears_a_persons_name_is_that_persons() {
        assert_eq!(owner("Anna Falkner", "annafalknerexample"), Some("Anna Falkner".into()));
        assert_eq!(owner("Dr. Anna Falkner", "falknerexample"), Some("Anna Falkner".into()));
        assert_eq!(owner("Prof. Dr. Anna Falkner", "falknerexample"), Some("Anna Falkner".into()));
        assert_eq!(owner("Anna Falkner", "harbourpostexample"), None);
        assert_eq!(owner("Harbour Post", "harbourpostexample"), None);
    }
}
