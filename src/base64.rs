//! Base64 with the standard alphabet and padding (RFC 4648, section 4).

use alloc::{string::String, vec, vec::Vec};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const NO_DIGIT: u8 = 0xff;

/// What each byte stands for.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Encodes bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = vec![b'='; bytes.len().div_ceil(3) * 4];
    let (groups, rest) = bytes.as_chunks::<3>();
    let (places, _) = text.as_chunks_mut::<4>();
    for (group, place) in groups.iter().zip(places.iter_mut()) {
        *place = digits(*group);
    }
    match (rest, places.last_mut()) {
        (&[a], Some(place)) => {
            let [x, y, ..] = digits([a, 0, 0]);
            *place = [x, y, b'=', b'='];
        }
        (&[a, b], Some(place)) => {
            let [x, y, z, _] = digits([a, b, 0]);
            *place = [x, y, z, b'='];
        }
        _ => {}
    }
    String::from_utf8(text).unwrap_or_default()
}

/// The four digits of three bytes. Called for each group of a file, so it is inlined although the
/// component is built for size.
#[inline(always)]
fn digits([a, b, c]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, a, b, c]);
    let digit = |bits: u32| ALPHABET[bits as usize & 63];
    [
        digit(bits >> 18),
        digit(bits >> 12),
        digit(bits >> 6),
        digit(bits),
    ]
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
        let value = VALUES[usize::from(bytes[at])];
        if value == NO_DIGIT {
            return Err(at);
        }
        bits = bits << 6 | u32::from(value);
        // Three bytes for four digits: this place has been read.
        if at % 4 != 0 {
            bytes[length] = (bits >> (6 - 2 * (at % 4))) as u8;
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
