//! Reading JSON: checks a text and cuts it into pieces, without parsing numbers or building trees.
//!
//! A scanner of our own, since what a general parser brings (numbers, errors for every type) would
//! be a third of the component. It is compared with a general parser in tests.

use alloc::{format, string::String, vec::Vec};

/// How deep JSON may nest: the number of bits that remember what is open. The API needs six; far
/// beyond, servers and hosts overflow their stacks.
pub const MAX_DEPTH: usize = 128;

/// Why a text is not JSON, or not the JSON that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It holds nothing but white space.
    Empty,
    /// It ends before the value does.
    EndsEarly,
    /// The byte here cannot stand here.
    Unexpected(usize),
    /// It nests deeper than `MAX_DEPTH`.
    TooDeep,
    /// It is JSON, but not the object or array that is needed.
    OtherKind,
}

impl Problem {
    /// In words, to follow "it is not JSON:".
    pub fn words(self) -> String {
        match self {
            Problem::Empty => "it is empty".into(),
            Problem::EndsEarly => "it ends too early".into(),
            Problem::Unexpected(at) => format!("byte {at} cannot stand there"),
            Problem::OtherKind => "it is of another kind".into(),
            Problem::TooDeep => format!("it nests deeper than {MAX_DEPTH} levels"),
        }
    }
}

/// Checks that `text` is one JSON value.
pub fn valid(text: &str) -> Result<(), Problem> {
    let mut scanner = Scanner::new(text);
    scanner.skip_space();
    if scanner.peek().is_none() {
        return Err(Problem::Empty);
    }
    scanner.value()?;
    scanner.end()
}

/// Whether a JSON text is an array, going by its first character.
pub fn is_array(text: &str) -> bool {
    text.trim_ascii_start().starts_with('[')
}

/// The members of a JSON object that have these keys, each value as it stands in `text`; the last
/// one where a key is repeated.
///
/// The whole text is checked. Fails when it is not JSON, or not an object. What is not asked for
/// is not kept: an answer made of millions of keys takes no memory beyond its own.
pub fn members<'a, const N: usize>(
    text: &'a str,
    keys: [&str; N],
) -> Result<[Option<&'a str>; N], Problem> {
    let mut found = [None; N];
    each_part(text, b'{', &mut |key, value| {
        for (wanted, found) in keys.iter().zip(&mut found) {
            if is_key(key, wanted) {
                *found = Some(value);
            }
        }
    })?;
    Ok(found)
}

/// The first `at_most` items of a JSON array, each as it stands in `text`.
///
/// The whole text is checked. Fails when it is not JSON, or not an array.
pub fn items(text: &str, at_most: usize) -> Result<Vec<&str>, Problem> {
    let mut items = Vec::new();
    each_part(text, b'[', &mut |_, item| {
        if items.len() < at_most {
            items.push(item);
        }
    })?;
    Ok(items)
}

/// The value of a JSON string; none for any other JSON. Half a surrogate pair becomes U+FFFD.
pub fn string(text: &str) -> Option<String> {
    valid(text).ok()?;
    let quoted = text.trim_ascii().strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(quoted.len());
    let mut units = Vec::new();
    let mut characters = quoted.chars();
    loop {
        let character = match characters.next() {
            Some('\\') => match characters.next()? {
                'u' => {
                    let digits = characters.as_str().get(..4)?;
                    units.push(u16::from_str_radix(digits, 16).ok()?);
                    characters = characters.as_str().get(4..)?.chars();
                    continue;
                }
                'b' => Some('\u{8}'),
                'f' => Some('\u{c}'),
                'n' => Some('\n'),
                'r' => Some('\r'),
                't' => Some('\t'),
                other => Some(other),
            },
            other => other,
        };
        value.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('\u{fffd}')));
        match character {
            Some(character) => value.push(character),
            None => return Some(value),
        }
    }
}

/// Whether a key as it stands in a text, with its quotes, is this one.
fn is_key(quoted: &str, wanted: &str) -> bool {
    quoted.trim_matches('"') == wanted
        || quoted.contains('\\') && string(quoted).as_deref() == Some(wanted)
}

/// Calls `each` with key and value of each member of an object, or with nothing and each item of
/// an array, as `open` says.
fn each_part<'a>(
    text: &'a str,
    open: u8,
    each: &mut dyn FnMut(&'a str, &'a str),
) -> Result<(), Problem> {
    let close = open + 2;
    let mut scanner = Scanner::new(text);
    scanner.skip_space();
    if scanner.peek().is_none() {
        return Err(Problem::Empty);
    }
    if scanner.peek() != Some(open) {
        return valid(text).and(Err(Problem::OtherKind));
    }
    scanner.at += 1;
    scanner.skip_space();
    if scanner.peek() == Some(close) {
        scanner.at += 1;
        return scanner.end();
    }
    loop {
        let mut key = "";
        if open == b'{' {
            scanner.skip_space();
            let start = scanner.at;
            scanner.string()?;
            key = text.get(start..scanner.at).unwrap_or_default();
            scanner.skip_space();
            scanner.expect(b':')?;
        }
        scanner.skip_space();
        let start = scanner.at;
        scanner.value()?;
        each(key, text.get(start..scanner.at).unwrap_or_default());
        scanner.skip_space();
        if scanner.peek() == Some(close) {
            scanner.at += 1;
            return scanner.end();
        }
        scanner.expect(b',')?;
    }
}

/// A place in a text.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Scanner {
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    // Called for every byte, so it is inlined although the component is built for size.
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn problem(&self) -> Problem {
        match self.peek() {
            Some(_) => Problem::Unexpected(self.at),
            None => Problem::EndsEarly,
        }
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Result<(), Problem> {
        if self.peek() != Some(byte) {
            return Err(self.problem());
        }
        self.at += 1;
        Ok(())
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Nothing but white space may follow.
    fn end(&mut self) -> Result<(), Problem> {
        self.skip_space();
        match self.peek() {
            Some(_) => Err(self.problem()),
            None => Ok(()),
        }
    }

    /// Passes one value. What is open is remembered in bits, not on the stack: 1 for an object.
    fn value(&mut self) -> Result<(), Problem> {
        let mut open = 0_u128;
        let mut depth = 0;
        loop {
            self.skip_space();
            let first = self.peek();
            if let Some(bracket @ (b'{' | b'[')) = first {
                self.at += 1;
                if depth == MAX_DEPTH {
                    return Err(Problem::TooDeep);
                }
                depth += 1;
                open = open << 1 | u128::from(bracket == b'{');
                self.skip_space();
                if self.peek() != Some(bracket + 2) {
                    if bracket == b'{' {
                        self.key()?;
                    }
                    continue;
                }
            } else {
                self.scalar(first)?;
            }
            // A value is passed: its container goes on or ends.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                self.skip_space();
                let object = open & 1 == 1;
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if object {
                            self.skip_space();
                            self.key()?;
                        }
                        break;
                    }
                    Some(b'}') if object => {}
                    Some(b']') if !object => {}
                    _ => return Err(self.problem()),
                }
                self.at += 1;
                depth -= 1;
                open >>= 1;
            }
        }
    }

    fn key(&mut self) -> Result<(), Problem> {
        self.string()?;
        self.skip_space();
        self.expect(b':')
    }

    fn scalar(&mut self, first: Option<u8>) -> Result<(), Problem> {
        match first {
            Some(b'"') => self.string(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Problem> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let same = word.iter().zip(rest).take_while(|(a, b)| a == b).count();
        self.at += same;
        match same == word.len() {
            true => Ok(()),
            false => Err(self.problem()),
        }
    }

    fn number(&mut self) -> Result<(), Problem> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Problem> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        match digits {
            0 => Err(self.problem()),
            _ => Ok(()),
        }
    }

    fn string(&mut self) -> Result<(), Problem> {
        self.expect(b'"')?;
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                _ => return Err(self.problem()),
            }
        }
    }

    /// Passes the characters of a string up to one that means something, eight at a time: most of an
    /// answer is passed here.
    fn skip_plain(&mut self) {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        while let Some((eight, later)) = rest.split_first_chunk() {
            match first_mark(*eight) {
                Some(at) => {
                    self.at += at;
                    return;
                }
                None => self.at += eight.len(),
            }
            rest = later;
        }
        let plain = rest.iter().take_while(|byte| !is_mark(**byte)).count();
        self.at += plain;
    }

    fn escape(&mut self) -> Result<(), Problem> {
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    match self.peek() {
                        Some(digit) if digit.is_ascii_hexdigit() => self.at += 1,
                        _ => return Err(self.problem()),
                    }
                }
            }
            _ => return Err(self.problem()),
        }
        Ok(())
    }
}

/// Whether a byte means something in a string: a quote, a backslash, a control character.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..b' ')
}

/// The place of the first such byte among eight. Subtracting from a byte borrows where the byte is
/// smaller, which sets its highest bit; and those of bytes behind it, which does not matter.
#[inline(always)]
fn first_mark(eight: [u8; 8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let bytes = u64::from_le_bytes(eight);
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(ONES * u64::from(limit)) & !bytes;
    let quotes = below(bytes ^ (ONES * u64::from(b'"')), 1);
    let backslashes = below(bytes ^ (ONES * u64::from(b'\\')), 1);
    let marks = (below(bytes, b' ') | quotes | backslashes) & HIGHEST;
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}
