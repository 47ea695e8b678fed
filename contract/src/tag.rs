//! Tags in the comments of `wit/`: what programs read among the words for people.

use crate::Effect;
use anyhow::{Context, Result, bail};

/// A word that begins with `@`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// `@read`, `@write` or `@destructive`: a tool's effect.
    Effect(Effect),
    /// `@range 1-100`: the smallest and the largest number.
    Range(u64, u64),
    /// `@length 1-255`: the characters that a text may have.
    Length(u64, u64),
    /// `@nonempty`: a list has at least one item.
    Nonempty,
    /// `@object`: the JSON is an object.
    Object,
    /// `@array`: a tool returns a JSON array.
    Array,
    /// `@flat`: a record's members stand beside the field's neighbours, in JSON and in MCP.
    Flat,
    /// `@unsent`: a field that is no member of the request's JSON.
    Unsent,
    /// `@spelling verbatim`: the cases of an enumeration have their names everywhere.
    Verbatim,
    /// `@spelling camel`: the API writes the cases `Ticket`.
    Camel,
    /// `@spelling order`: the API writes the cases `created_datetime:asc`.
    Order,
}

impl Tag {
    /// Returns the words that stand in its place for a reader.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Effect(effect) => format!("[{effect}]"),
            Self::Range(least, most) => format!("{least}-{most}"),
            Self::Length(least, most) => format!("{least}-{most} characters"),
            Self::Nonempty => "at least one".into(),
            Self::Object => "JSON object".into(),
            Self::Array => "an array".into(),
            Self::Flat | Self::Unsent | Self::Verbatim | Self::Camel | Self::Order => String::new(),
        }
    }

    /// Takes a tag, `text` being what follows the `@`.
    fn take(text: &str) -> Result<(Self, &str)> {
        let (name, rest) = word(text);
        let argument = word(rest.trim_start());
        let tag = match name {
            "nonempty" => Self::Nonempty,
            "object" => Self::Object,
            "array" => Self::Array,
            "flat" => Self::Flat,
            "unsent" => Self::Unsent,
            "range" | "length" => {
                let (least, most) = bounds(argument.0)
                    .with_context(|| format!("`@{name}` takes two numbers, 1-100"))?;
                let tag = match name {
                    "range" => Self::Range(least, most),
                    _ => Self::Length(least, most),
                };
                return Ok((tag, argument.1));
            }
            "spelling" => {
                let tag = match argument.0 {
                    "verbatim" => Self::Verbatim,
                    "camel" => Self::Camel,
                    "order" => Self::Order,
                    other => bail!("`@spelling {other}` is not known"),
                };
                return Ok((tag, argument.1));
            }
            _ => match Effect::named(name) {
                Some(effect) => Self::Effect(effect),
                None => bail!("`@{name}` is no tag"),
            },
        };
        Ok((tag, rest))
    }
}

/// Returns a comment with `words` in the place of each tag.
///
/// # Errors
///
/// When a tag is unknown or malformed.
pub fn render(comment: &str, mut words: impl FnMut(Tag) -> String) -> Result<String> {
    let mut text = String::new();
    let mut rest = comment;
    while let Some(at) = next(rest) {
        let (tag, after) = Tag::take(&rest[at + 1..]).with_context(|| format!("in {comment:?}"))?;
        text.push_str(&rest[..at]);
        text.push_str(&words(tag));
        rest = after;
    }
    Ok(text + rest)
}

/// Returns the tags of a comment.
///
/// # Errors
///
/// As [`render`].
pub fn tags(comment: &str) -> Result<Vec<Tag>> {
    let mut tags = Vec::new();
    render(comment, |tag| {
        tags.push(tag);
        String::new()
    })?;
    Ok(tags)
}

/// Finds the next `@` that begins a word.
fn next(text: &str) -> Option<usize> {
    let mut at_signs = text.match_indices('@').map(|(at, _)| at);
    at_signs.find(|at| {
        let is_in_word = text[..*at].ends_with(char::is_alphanumeric);
        !is_in_word && text[at + 1..].starts_with(char::is_alphabetic)
    })
}

/// Splits a text behind its first word.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    text.split_at(end.unwrap_or(text.len()))
}

fn bounds(text: &str) -> Option<(u64, u64)> {
    let (least, most) = text.split_once('-')?;
    let bounds = (least.parse().ok()?, most.parse().ok()?);
    (bounds.0 <= bounds.1).then_some(bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_words() {
        let comment = "@write Ask nina@shop.example, a handle without @.\nsize: @range 1-50, default 10.\nReturns @array.";
        assert_eq!(
            render(comment, Tag::words).unwrap(),
            "[write] Ask nina@shop.example, a handle without @.\nsize: 1-50, default 10.\nReturns an array."
        );
        assert_eq!(
            tags(comment).unwrap(),
            [Tag::Effect(Effect::Write), Tag::Range(1, 50), Tag::Array]
        );
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for comment in [
            "@safe Make it.",
            "@range",
            "@range 1",
            "@range 9-1, default 5.",
            "@length 1-many",
            "@spelling",
            "@spelling loud",
        ] {
            assert!(tags(comment).is_err(), "{comment}");
        }
    }
}
