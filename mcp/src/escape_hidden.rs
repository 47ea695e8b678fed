//! Escapes hidden characters in what customers wrote.
//!
//! Unicode has characters that people do not see and models read: an instruction in them would pass
//! every reviewer. They are written out as `\u202e` (UTF-16 units, as JSON escapes them), so that
//! nothing is lost and nothing is invisible. What makes up visible text stays: joiners inside emoji
//! sequences and between letters of scripts that are written with them, and one variation selector
//! after a character that has variants; but not many of them, which could spell something. Half a
//! surrogate pair, which JSON can hold and many clients cannot read, is written out too.
//!
//! A backslash before letters that could be taken for one of these is written out as `\u005c`, so
//! that [`undo`] brings back exactly what there was; but for one that stands right behind a
//! backslash, where it could be text in JSON in a string.

use alloc::{borrow::Cow, format, string::String};

/// How many variation selectors a text may have, and joiners from letter to letter.
const MAX_RUN: usize = 3;

/// Escapes those in a JSON text, which stays valid; escape sequences count as what they stand for.
pub fn in_json(json: &str) -> Cow<'_, str> {
    Scanner::new(json, true).run()
}

/// Escapes those in text.
pub fn in_text(text: &str) -> Cow<'_, str> {
    Scanner::new(text, false).run()
}

/// Turns what was written out in the strings of a JSON text back into characters.
pub fn undo(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut backslash = None;
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        at = start + 2;
        let Some(rest) = json.get(start..).and_then(|it| it.strip_prefix(r"\\")) else {
            continue;
        };
        // Behind another backslash it is JSON in a string of JSON, and turned back where that is read.
        if backslash.replace(at) == Some(start) || !is_written_out(rest) {
            continue;
        }
        out.push_str(&json[copied..start]);
        at += BACKSLASH.len();
        copied = match rest.starts_with(BACKSLASH) {
            // What follows is text.
            true => {
                out.push_str(r"\\");
                at
            }
            false => start + 1,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[copied..]);
    Cow::Owned(out)
}

/// A backslash that is written out, behind its own.
const BACKSLASH: &str = "u005c";

/// Tells whether a text behind a backslash is a character that was written out, or half of one.
fn is_written_out(mut rest: &str) -> bool {
    while let Some(behind) = rest.strip_prefix(BACKSLASH) {
        rest = behind;
    }
    unit(rest).is_some_and(|unit| char::from_u32(unit.into()).is_none_or(is_hidden))
}

/// Reads the UTF-16 unit that is written as `uXXXX`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.get(..5)?.strip_prefix('u')?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

struct Scanner<'a> {
    text: &'a str,
    /// Whether a backslash begins an escape sequence.
    escapes: bool,
    /// Where the last escape sequence ended, and the character it stands for.
    escaped: Option<(usize, Option<char>)>,
    /// Where the last variation selector ended that stayed after an emoji.
    emoji_selector: usize,
    /// Where the last joiner between letters ended that stayed, and how many there are in a run.
    joiners: (usize, usize),
    /// Where the last variation selector ended that stayed after a letter, and how many there are in
    /// the text.
    selectors: (usize, usize),
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, escapes: bool) -> Self {
        Scanner {
            text,
            escapes,
            escaped: None,
            emoji_selector: usize::MAX,
            joiners: (0, 0),
            selectors: (0, 0),
        }
    }

    fn run(mut self) -> Cow<'a, str> {
        let mut out = String::new();
        let mut copied = 0;
        let mut at = 0;
        while let Some(start) = self.candidate(at) {
            let Some((character, end)) = self.decode(start) else {
                break;
            };
            let stays = match character {
                // As in `undo`, one behind another stays.
                Some('\\') => {
                    self.before(start) == Some('\\')
                        || !is_written_out(self.text.get(end..).unwrap_or_default())
                }
                Some(character) => !is_hidden(character) || self.belongs(character, start, end),
                None => false,
            };
            if !stays {
                out.push_str(&self.text[copied..start]);
                match character {
                    Some(character) => write_out(&mut out, character, self.escapes),
                    // As it is written, behind one more backslash.
                    None => {
                        out.push('\\');
                        out.push_str(&self.text[start..end]);
                    }
                }
                copied = end;
            }
            if self.text.as_bytes()[start] == b'\\' {
                self.escaped = Some((end, character));
            }
            at = end;
        }
        if copied == 0 {
            return Cow::Borrowed(self.text);
        }
        out.push_str(&self.text[copied..]);
        Cow::Owned(out)
    }

    /// Finds the next place where a hidden character or a backslash may be. Nearly all text is
    /// passed over eight bytes at a time.
    fn candidate(&self, mut at: usize) -> Option<usize> {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        const LOW: u64 = 0x0101_0101_0101_0101;
        // A byte of the result is marked where a byte is below the bound, and perhaps in bytes above it.
        let below = |word: u64, bound: u8| word.wrapping_sub(LOW * u64::from(bound)) & !word & HIGH;
        let bytes = self.text.as_bytes();
        // Between the strings of a JSON text there may be line feeds, inside of them nothing below.
        let lowest = if self.escapes { 0 } else { b' ' };
        let interesting = |&byte: &u8| {
            is_lead(byte)
                || matches!(byte, b'\\' | 0x7f)
                || (byte < lowest && !matches!(byte, b'\t' | b'\n' | b'\r'))
        };
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*eight);
            let marks = (word & HIGH)
                | below(word ^ (LOW * u64::from(b'\\')), 1)
                | below(word ^ (LOW * 0x7f), 1)
                | below(word, lowest);
            let found = (marks != 0)
                .then(|| eight.iter().position(interesting))
                .flatten();
            if let Some(found) = found {
                return Some(at + found);
            }
            at += 8;
        }
        let rest = bytes.get(at..)?;
        rest.iter().position(interesting).map(|found| at + found)
    }

    /// Reads the character at `start`, and where it ends; none for half a surrogate pair.
    fn decode(&self, start: usize) -> Option<(Option<char>, usize)> {
        if !self.escapes || self.text.as_bytes().get(start) != Some(&b'\\') {
            let character = self.text.get(start..)?.chars().next()?;
            return Some((Some(character), start + character.len_utf8()));
        }
        let Some(unit) = self.unit(start) else {
            let character = match self.text.as_bytes().get(start + 1)? {
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'\\' => '\\',
                // Nothing that counts here.
                _ => '\n',
            };
            return Some((Some(character), start + 2));
        };
        let pair = [unit, self.unit(start + 6).unwrap_or_default()];
        let character = char::decode_utf16(pair).next()?.ok();
        Some((character, start + 6 * character.map_or(1, char::len_utf16)))
    }

    /// Reads the UTF-16 unit that is written at `start` as `\uXXXX`.
    fn unit(&self, start: usize) -> Option<u16> {
        unit(self.text.get(start..)?.strip_prefix('\\')?)
    }

    fn before(&self, start: usize) -> Option<char> {
        match self.escaped {
            Some((end, character)) if end == start => character,
            _ => self.text.get(..start)?.chars().next_back(),
        }
    }

    /// Tells whether a character that is hidden by itself is a part of visible text here.
    fn belongs(&mut self, character: char, start: usize, end: usize) -> bool {
        let Some(before) = self.before(start) else {
            return false;
        };
        let after = || self.decode(end).and_then(|(character, _)| character);
        match character {
            '\u{200c}' | '\u{200d}' => {
                let after = after().unwrap_or_default();
                let emoji = is_emoji(before) || self.emoji_selector == start;
                (emoji && is_emoji(after))
                    || (is_joining(before) && is_joining(after) && self.joins(start, end))
            }
            '\u{fe0e}' | '\u{fe0f}' if is_emoji(before) => {
                self.emoji_selector = end;
                true
            }
            '\u{fe0f}' => is_keycap(before) && after() == Some('\u{20e3}'),
            '\u{fe00}'..='\u{fe02}' => has_variants(before) && self.selects(start, end),
            '\u{e0100}'..='\u{e01ef}' => is_ideograph(before) && self.selects(start, end),
            '\u{180b}'..='\u{180d}' | '\u{180f}' => {
                is_mongolian(before) && self.selects(start, end)
            }
            _ => false,
        }
    }

    /// Tells whether a joiner between letters is one of few that follow each other.
    fn joins(&mut self, start: usize, end: usize) -> bool {
        let (last, run) = self.joiners;
        let between = self.text.get(last..start).unwrap_or_default();
        let follows =
            between.chars().nth(1).is_none() || (between.len() == 6 && between.starts_with("\\u"));
        let run = if follows { run + 1 } else { 1 };
        self.joiners = (end, run);
        run <= MAX_RUN
    }

    /// Tells whether a variation selector is one of few in its text, a string or a line.
    fn selects(&mut self, start: usize, end: usize) -> bool {
        let (last, count) = self.selectors;
        let between = self.text.get(last..start).unwrap_or_default();
        let ends = match self.escapes {
            true => between.replace("\\\"", "").contains('"'),
            false => between.contains('\n'),
        };
        let count = if ends { 1 } else { count + 1 };
        self.selectors = (end, count);
        count <= MAX_RUN
    }
}

/// Tells whether a hidden character can begin with this byte in UTF-8.
fn is_lead(byte: u8) -> bool {
    matches!(
        byte,
        0xc2 | 0xcd | 0xd8 | 0xe1 | 0xe2 | 0xe3 | 0xef | 0xf0 | 0xf3
    )
}

/// Unicode's `Default_Ignorable_Code_Point`, the marks of interlinear annotations, and control
/// characters but those that lay out text.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters that are emoji or become one by a variation selector, digits aside; the blocks that
/// hold them, since nothing can be hidden in one that is not.
fn is_emoji(character: char) -> bool {
    matches!(character,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{24c2}'
        | '\u{25a0}'..='\u{27bf}' | '\u{2934}' | '\u{2935}' | '\u{2b00}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Tells characters that become a keycap by U+FE0F U+20E3.
fn is_keycap(character: char) -> bool {
    matches!(character, '0'..='9' | '#' | '*')
}

/// Blocks whose characters have standardized variants by U+FE00 to U+FE02.
fn has_variants(character: char) -> bool {
    is_ideograph(character)
        || matches!(character,
            '0' | '\u{1000}'..='\u{109f}' | '\u{2200}'..='\u{22ff}' | '\u{2a00}'..='\u{2aff}'
            | '\u{3000}'..='\u{303f}' | '\u{a840}'..='\u{a87f}' | '\u{aa60}'..='\u{aa7f}'
            | '\u{ff01}'..='\u{ff1f}' | '\u{1d49c}'..='\u{1d4b5}')
}

fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn is_mongolian(character: char) -> bool {
    matches!(character, '\u{1820}'..='\u{1878}' | '\u{1880}'..='\u{18aa}')
}

/// Letters and marks of the scripts in which U+200C and U+200D are spelling: the Arabic family,
/// Mongolian, and the scripts of India and its neighbours. Without digits and punctuation.
fn is_joining(character: char) -> bool {
    is_mongolian(character)
        || matches!(character,
            // Arabic, Syriac, N'Ko, Mandaic
            '\u{610}'..='\u{61a}' | '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}'
            | '\u{6d5}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ef}'
            | '\u{6fa}'..='\u{6fc}' | '\u{6ff}' | '\u{710}'..='\u{74a}'
            | '\u{74d}'..='\u{77f}' | '\u{7ca}'..='\u{7f5}' | '\u{840}'..='\u{85b}'
            | '\u{860}'..='\u{887}' | '\u{889}'..='\u{88e}' | '\u{898}'..='\u{8e1}'
            | '\u{8e3}'..='\u{903}' | '\u{fb50}'..='\u{fbb1}' | '\u{fbd3}'..='\u{fd3d}'
            | '\u{fd50}'..='\u{fdc7}' | '\u{fdf0}'..='\u{fdfb}' | '\u{fe70}'..='\u{fefc}'
            // Devanagari to Sinhala
            | '\u{904}'..='\u{963}' | '\u{971}'..='\u{9e3}' | '\u{9f0}' | '\u{9f1}'
            | '\u{9fc}' | '\u{9fe}'..='\u{a5e}' | '\u{a70}'..='\u{a75}'
            | '\u{a81}'..='\u{ae3}' | '\u{af9}'..='\u{b63}' | '\u{b71}'
            | '\u{b82}'..='\u{bd7}' | '\u{c00}'..='\u{c63}' | '\u{c80}'..='\u{ce3}'
            | '\u{cf1}'..='\u{d4e}' | '\u{d54}'..='\u{d57}' | '\u{d5f}'..='\u{d63}'
            | '\u{d7a}'..='\u{ddf}' | '\u{df2}' | '\u{df3}' | '\u{a8e0}'..='\u{a8f7}'
            // Myanmar, Khmer, Balinese, Javanese
            | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{1780}'..='\u{17b3}'
            | '\u{17b6}'..='\u{17d3}' | '\u{1b00}'..='\u{1b4c}' | '\u{a980}'..='\u{a9c0}'
            | '\u{aa60}'..='\u{aa7f}')
}

fn write_out(out: &mut String, character: char, escapes: bool) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        out.push_str(match escapes {
            true => "\\\\u",
            false => "\\u",
        });
        out.push_str(&format!("{unit:04x}"));
    }
}

#[cfg(test)]
mod tests;
