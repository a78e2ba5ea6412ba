//! Just enough of HTML to find the tags of a page that was built here: names, attributes, and what stands
//! in `<script>`.

use std::ops::Range;

/// An opening tag.
#[derive(Debug)]
pub(crate) struct Tag {
    /// In lower case.
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    /// From `<` to `>`.
    pub(crate) span: Range<usize>,
    /// What stands between `<script>` or `<style>` and its end.
    pub(crate) body: Option<Range<usize>>,
}

impl Tag {
    /// The value of an attribute, as written: entities are not resolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether an attribute has this value.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.attribute(name)
            .is_some_and(|found| found.eq_ignore_ascii_case(value))
    }
}

/// All opening tags of a page, comments left out.
pub(crate) fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = page[at..].find('<') {
        let start = at + found;
        let rest = &page[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(page.len(), |end| start + end + 3);
            continue;
        }
        if !rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let mut tag = read_tag(page, start);
        at = tag.span.end;
        if matches!(tag.name.as_str(), "script" | "style") {
            let end = end_of_raw_text(page, at, &tag.name);
            tag.body = Some(at..end);
            at = end;
        }
        tags.push(tag);
    }
    tags
}

/// Where `</name` follows, or the end of the page. Every text is cut at ASCII letters only.
fn end_of_raw_text(page: &str, from: usize, name: &str) -> usize {
    page[from..]
        .match_indices("</")
        .map(|(at, _)| from + at)
        .find(|&at| {
            page[at + 2..]
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
        })
        .unwrap_or(page.len())
}

fn read_tag(page: &str, start: usize) -> Tag {
    let bytes = page.as_bytes();
    let mut at = start + 1;
    let skip = |at: &mut usize, stop: &dyn Fn(u8) -> bool| {
        let from = (*at).min(bytes.len());
        *at = from;
        while *at < bytes.len() && !stop(bytes[*at]) {
            *at += 1;
        }
        page[from..*at].to_owned()
    };
    let blank = |byte: u8| byte.is_ascii_whitespace();
    let name =
        skip(&mut at, &|byte| blank(byte) || byte == b'>' || byte == b'/').to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        skip(&mut at, &|byte| !blank(byte) && byte != b'/');
        if at >= bytes.len() || bytes[at] == b'>' {
            break;
        }
        let key = skip(&mut at, &|byte| {
            blank(byte) || matches!(byte, b'=' | b'>' | b'/')
        })
        .to_ascii_lowercase();
        skip(&mut at, &|byte| !blank(byte));
        let mut value = String::new();
        if at < bytes.len() && bytes[at] == b'=' {
            at += 1;
            skip(&mut at, &|byte| !blank(byte));
            match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    at += 1;
                    value = skip(&mut at, &|byte| byte == quote);
                    at += 1;
                }
                _ => value = skip(&mut at, &|byte| blank(byte) || byte == b'>'),
            }
        }
        attributes.push((key, value));
    }
    Tag {
        name,
        attributes,
        span: start..(at + 1).min(page.len()),
        body: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_attributes_and_scripts_are_found() {
        let page = "<!doctype html><html lang=en><!-- <b> --><p title='a > b' hidden>x &lt; 1 < 2</p>\
                    <SCRIPT async data-x = \"1\">if (a < b) '</p>'</ScRiPt><img src=a/b.png />";
        let tags = tags(page);
        let names: Vec<_> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["html", "p", "script", "img"]);
        assert!(tags[0].is("lang", "EN"));
        assert_eq!(tags[1].attribute("title"), Some("a > b"));
        assert_eq!(tags[1].attribute("hidden"), Some(""));
        assert_eq!(tags[1].attribute("class"), None);
        assert_eq!(tags[2].attribute("data-x"), Some("1"));
        assert_eq!(
            tags[2].body.clone().map(|body| &page[body]),
            Some("if (a < b) '</p>'")
        );
        assert_eq!(tags[3].attribute("src"), Some("a/b.png"));
    }

    #[test]
    fn broken_pages_do_not_stop_it() {
        for page in [
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<script>é",
            "<!-- é",
            "<script></scri",
            "é<é>",
        ] {
            tags(page);
        }
    }
}
