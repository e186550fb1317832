//! Names in Han: reporters behind their outlet, several names with blanks between, editors, and names of outlets.

use super::super::text;

/// Words for those who write; the outlet's name stands before them ("林岛新闻记者").
const ROLES: &[&str] = &["记者", "記者", "专栏作者", "專欄作者", "特约作者", "通讯员", "特派员"];
/// Words for those who edit.
const EDITORS: &[&str] = &["责任编辑", "責任編輯", "责编", "責編", "编辑", "編輯"];
/// How names of outlets and offices end.
const OUTLETS: &[&str] = &[
    "报",
    "報",
    "网",
    "網",
    "新闻",
    "新聞",
    "财经",
    "財經",
    "科技",
    "消息",
    "资讯",
    "資訊",
    "传媒",
    "傳媒",
    "频道",
    "頻道",
    "周刊",
    "週刊",
    "杂志",
    "雜誌",
    "出版社",
    "通讯社",
    "通訊社",
    "电视台",
    "電視台",
    "广播",
    "公司",
    "集团",
    "委员会",
    "委員會",
    "办公室",
    "中心",
    "发布",
    "發布",
    "之家",
    "在线",
    "客户端",
    "编辑部",
    "編輯部",
    "自媒体综合",
    "行情",
];
/// Characters that the most frequent family names begin with, simplified and traditional. Source: the list of
/// frequent family names of the Ministry of Public Security of China (2020).
const FAMILY_NAMES: &str = "王李张张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏\
    魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤\
    張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈韋鄒龍賀顧龔萬錢嚴湯";
/// Characters of a label with the outlet before it at most.
const MAX_LABEL: usize = 12;
/// Characters of a reporter's name at most.
const MAX_REPORTER: usize = 4;
/// Characters of each of several names.
const SEVERAL: std::ops::RangeInclusive<usize> = 2..=3;

/// The reporters that news names in brackets at the start or the end ("本报讯（记者 林达）").
pub(in crate::metadata) fn reporters(block: &str) -> Vec<&str> {
    let mut found = Vec::new();
    if block.is_ascii() || !block.contains('者') {
        return found;
    }
    for label in ["记者", "記者"] {
        for (at, _) in block.match_indices(label) {
            let bracket = block[..at].chars().rev().take(MAX_LABEL).find(|ch| "()（）".contains(*ch));
            let opened = matches!(bracket, Some('(' | '（'));
            let rest = block[at + label.len()..].trim_start();
            let closing = rest.char_indices().take(MAX_LABEL).find(|(_, ch)| ")）".contains(*ch));
            let names = rest[..closing.map_or(0, |(end, _)| end)].trim();
            let is_name = |name: &&str| {
                (2..=MAX_REPORTER).contains(&name.chars().count()) && name.chars().all(text::is_unspaced)
            };
            let names = split(names);
            if opened && names.iter().all(is_name) {
                found.extend(names);
            }
        }
    }
    found
}

/// Whether a text is nothing but an outlet and its word for a reporter.
pub(super) fn ends_as_role(text: &str) -> bool {
    !text.is_ascii()
        && ROLES.iter().any(|role| text.ends_with(role))
        && text.chars().count() <= MAX_LABEL
        && text.chars().all(|ch| text::is_unspaced(ch) || ch.is_ascii_alphanumeric())
}

/// What follows an outlet and its word for a reporter.
pub(super) fn behind_role(value: &str) -> Option<&str> {
    if !value.starts_with(|ch: char| text::is_unspaced(ch)) {
        return None;
    }
    let end = value.find(|ch: char| ch.is_whitespace() || matches!(ch, ':' | '：' | '/'))?;
    let rest = value[end..].trim_start_matches(|ch: char| !ch.is_alphanumeric());
    (ends_as_role(&value[..end]) && !rest.is_empty()).then_some(rest)
}

/// Several names with blanks between, each of which begins like a family name; a name of a family name and a given
/// name of one character each stays whole.
pub(super) fn split(value: &str) -> Vec<&str> {
    let names: Vec<&str> = value.split_whitespace().collect();
    let is_name = |name: &&str| {
        SEVERAL.contains(&name.chars().count())
            && name.starts_with(|ch: char| FAMILY_NAMES.contains(ch))
            && name.chars().all(text::is_unspaced)
    };
    if names.len() > 1 && names.iter().all(is_name) { names } else { vec![value] }
}

/// Whether a name is that of an outlet or an office.
pub(super) fn is_outlet(name: &str) -> bool {
    let name = name.trim_end_matches("关注").trim_end();
    name.ends_with(text::is_unspaced)
        && OUTLETS.iter().any(|end| name.ends_with(end))
        && name.chars().filter(|ch| text::is_unspaced(*ch)).count() > 1
}

/// Whether commas stand between parts of a sentence rather than between names.
pub(super) fn is_sentence(value: &str) -> bool {
    !value.is_ascii()
        && value.contains('，')
        && value
            .split('，')
            .any(|part| part.chars().filter(|ch| text::is_unspaced(*ch)).count() > MOST_LISTED)
}

/// Characters of one of several names in Han between commas at most.
const MOST_LISTED: usize = 6;

/// Whether a line names somebody as the editor ("责任编辑：林达"): systems give the editor as the author of the page.
pub(in crate::metadata) fn names_editor(line: &str, name: &str) -> bool {
    name.starts_with(text::is_unspaced)
        && EDITORS.iter().any(|label| {
            line.split_once(label).is_some_and(|(_, rest)| {
                rest.trim_start_matches(|ch: char| !ch.is_alphanumeric()).starts_with(name)
                    || rest.contains(name) && rest.chars().count() <= MAX_LABEL
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reporters_stand_behind_their_outlet() {
        assert_eq!(behind_role("林岛新闻记者 林达 王小明"), Some("林达 王小明"));
        assert_eq!(behind_role("林岛网专栏作者：林达"), Some("林达"));
        assert_eq!(behind_role("林达 王小明"), None);
        assert!(ends_as_role("林岛日报记者") && !ends_as_role("林达"));
        assert_eq!(reporters("林岛讯（记者 林达 王小明）渡船复航。"), ["林达", "王小明"]);
    }

    #[test]
    fn names_are_told_apart_and_from_outlets() {
        assert_eq!(split("林达明 王小明"), ["林达明", "王小明"]);
        assert_eq!(split("林 达"), ["林 达"]);
        assert_eq!(split("土岐 万由"), ["土岐 万由"]);
        assert!(is_sentence("通过邮件联系了林岛渡轮，尚未收到回应") && !is_sentence("林达，王小明"));
        assert!(!is_sentence("Ida Falk，Bo Ekström"));
        assert!(is_outlet("林岛晚报") && is_outlet("林岛网") && !is_outlet("林达"));
    }

    #[test]
    fn editors_are_no_authors() {
        assert!(names_editor("（责任编辑：林达）", "林达"));
        assert!(names_editor("[责编:林达]", "林达"));
        assert!(!names_editor("作者：林达 责任编辑：王小明", "林达"));
        assert!(!names_editor("Edited by Ida Falk", "Ida Falk"));
    }
}
