//! Who began a thread: the name beside its first post. Forums put it into an element whose class says user, and it is
//! most often a nickname of one word that nothing else vouches for.

use copydesk_cleaner::{NodeId, Page, Tag};

use super::candidate::{Candidates, Field, Source};
use super::regions::Regions;
use super::{people, text};

/// Classes of elements that hold the name, or begin with it, in lower case. Source: the markup of bbPress, `FluxBB`,
/// Flarum, Hacker News, Lobsters (microformats2), `MyBB`, phpBB, `PunBB`, SMF, vBulletin and `XenForo`.
const USER_CLASSES: &[&str] = &[
    "bbp-author-name",
    "hnuser",
    "message-name",
    "p-author",
    "post_author",
    "poster",
    "postleft",
    "postprofile",
    "postuser-name",
    "u-author",
];
/// What other names of such classes have in them.
const USER_WORDS: &[&str] = &["username", "user-name", "user_name", "accountname", "nickname"];
/// What stands in such elements where nobody is logged in, or leads to a user's own pages; letters alone, in lower case.
const CONTROLS: &[&str] = &[
    "account",
    "anmelden",
    "anonymous",
    "connexion",
    "guest",
    "gast",
    "invité",
    "invitado",
    "join",
    "login",
    "loginorregister",
    "loginregister",
    "logout",
    "member",
    "myaccount",
    "myprofile",
    "profile",
    "register",
    "registrieren",
    "signin",
    "signup",
    "user",
    "username",
    "welcome",
    "welcomeguest",
    "вход",
    "войти",
    "гость",
    "регистрация",
    "登录",
    "注册",
    "游客",
];
/// Characters of a name, and words of it, at most.
const MAX_NAME: usize = 40;
const MAX_WORDS: usize = 3;
/// Nodes that the name stands before the heading, at most: posts have headings of their own below the writer.
const MAX_BEFORE: usize = 200;

/// Offers the first such name from the heading of a thread on.
pub(super) fn collect(page: &Page, regions: &Regions, found: &mut Candidates) {
    let says_user: Vec<bool> = page.names().map(is_user_class).collect();
    if !says_user.contains(&true) {
        return;
    }
    let holds_name = |id: &NodeId| {
        page.tag(*id) != Tag::Text
            && page.value_numbers(*id).iter().any(|value| page.names_in(*value).any(|name| says_user[name]))
            && !regions.is_foreign(*id)
            && regions.heading.is_none_or(|heading| heading.index() <= id.index() + MAX_BEFORE)
    };
    if let Some((id, name)) = page.all().filter(holds_name).find_map(|id| Some((id, name_in(page, id)?))) {
        found.stand_at(Some(id));
        found.push(Field::Author, Source::Opener, &name);
        found.stand_at(None);
    }
}

fn is_user_class(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    USER_CLASSES.contains(&name.as_str()) || USER_WORDS.iter().any(|word| name.contains(word))
}

/// The first text in an element, if it is a name, whatever stands behind it ("Member", "Registered: 2024").
fn name_in(page: &Page, id: NodeId) -> Option<String> {
    let mut texts = page.descendants(id).filter(|inner| page.tag(*inner) == Tag::Text);
    let first = texts.find(|text| page.text(*text).contains(char::is_alphanumeric))?;
    let line = text::fold_space(page.text(first));
    let name = people::in_byline(&line).unwrap_or(&line).trim();
    let is_short = name.chars().count() <= MAX_NAME && name.split_whitespace().count() <= MAX_WORDS;
    let is_name =
        is_short && name.contains(char::is_alphabetic) && !CONTROLS.contains(&text::squash(name).as_str());
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn offered(html: &str) -> Vec<String> {
        testing::offered(html, (Field::Author, Source::Opener), |page, _, regions, found| {
            collect(page, regions, found);
        })
    }

    #[test]
    fn the_name_beside_the_first_post_is_offered() {
        let post = |name: &str| {
            format!("<div class=postleft><dl><dt><b>{name}</b><dd>Member</dl></div><p>The ferry</p>")
        };
        assert_eq!(offered(&format!("<h1>T</h1>{}{}", post("falk7"), post("bo"))), ["falk7"]);
        let post = "<a class='username offline' href=/member?u=7><b>rasos</b></a> <span>Junior</span>";
        assert_eq!(offered(&format!("<h1>T</h1>{post}")), ["rasos"]);
        let by = "<p class='post post_author'>by Ida Falk</p>";
        assert_eq!(offered(&format!("<h1>T</h1>{by}")), ["Ida Falk"]);
    }

    #[test]
    fn forms_and_sentences_offer_nothing() {
        let form = "<form><label class=username>User name</label></form>";
        assert_eq!(offered(&format!("{form}<h1>T</h1>")), [""; 0]);
        let panel = "<div class=user_name>Log in</div><b class=username>Guest</b>";
        assert_eq!(offered(&format!("{panel}<h1>T</h1><b class=username>falk7</b>")), ["falk7"]);
        let sentence = "<p class=nickname>What shall we call you on this forum?</p>";
        assert_eq!(offered(&format!("<h1>T</h1>{sentence}")), [""; 0]);
    }
}
