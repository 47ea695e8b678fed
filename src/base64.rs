//! Base64 with the standard alphabet and padding (RFC 4648, section 4).

use alloc::{string::String, vec::Vec};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(group.get(at).copied().unwrap_or(0));
        }
        for at in 0..4 {
            let digit = (bits >> (18 - 6 * at)) as usize & 63;
            text.push(match at <= group.len() {
                true => char::from(ALPHABET[digit]),
                false => '=',
            });
        }
    }
    text
}

/// Decodes text; the place of the first byte that cannot stand there where it is not base64.
///
/// The bytes take the place of the text, so that a large file is in memory once.
pub fn decode(text: String) -> Result<Vec<u8>, usize> {
    let digits = text.trim_end_matches('=').len();
    let padding = text.len() - digits;
    let mut bytes = text.into_bytes();
    let mut bits = 0_u32;
    let mut length = 0;
    for at in 0..digits {
        let digit = bytes.get(at).copied().unwrap_or_default();
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(at),
        };
        bits = bits << 6 | u32::from(value);
        // Three bytes for four digits: this place has been read.
        if at % 4 != 0
            && let Some(byte) = bytes.get_mut(length)
        {
            *byte = (bits >> (6 - 2 * (at % 4))) as u8;
            length += 1;
        }
    }
    bytes.truncate(length);
    // What is left of a group: no digit or padding makes no difference to the bytes, but one digit
    // alone, bits behind the last byte, and padding of another length are signs of a cut text.
    let left = digits % 4;
    let whole = match left {
        0 => padding == 0,
        2 => padding == 2 && bits & 15 == 0,
        3 => padding == 1 && bits & 3 == 0,
        _ => false,
    };
    match whole {
        true => Ok(bytes),
        false => Err(digits),
    }
}

#[cfg(test)]
mod tests;
