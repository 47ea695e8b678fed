//! The body of an upload: `multipart/form-data` (RFC 7578).
//!
//! Written here since the crates for it that do without the standard library only read it, and
//! those that write it take the boundary from a random generator, which the sandbox does not grant.

use crate::error::{Error, invalid};
use alloc::{format, string::String, vec::Vec};

/// One file of an upload.
pub struct Part<'a> {
    /// The file's name.
    pub name: &'a str,
    /// Its media type.
    pub content_type: &'a str,
    /// Its bytes.
    pub content: &'a [u8],
}

/// Writes the parts and gives the body with the boundary that separates them.
pub fn encode(parts: &[Part]) -> Result<(String, Vec<u8>), Error> {
    let boundary = boundary(parts);
    // Two more lines than the content, with names of ordinary length.
    let size = parts
        .iter()
        .map(|part| part.content.len() + part.name.len() * 2 + 256)
        .sum();
    let mut body = Vec::with_capacity(size);
    for part in parts {
        check_content_type(part.content_type)?;
        let name = quoted(part.name)?;
        // The label that the file gets in Gorgias is the part's name (the vendor's docs), not its
        // file name; both say the same.
        body.extend_from_slice(
            format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\ncontent-type: {}\r\n\r\n",
                part.content_type
            )
            .as_bytes(),
        );
        body.extend_from_slice(part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((boundary, body))
}

/// Makes a boundary that stands in no part.
///
/// It grows by the digit that follows it most seldom, until it occurs nowhere. Each digit leaves a
/// sixteenth of the occurrences at most, so that content made of boundaries costs a few passes.
pub(super) fn boundary(parts: &[Part]) -> String {
    let mut boundary = String::from("_gorgias-customers-");
    loop {
        let mut followed_by = [0_usize; 16];
        let mut occurrences = 0;
        for part in parts {
            for (at, byte) in part.content.iter().enumerate() {
                if *byte != b'_' {
                    continue;
                }
                let rest = part.content.get(at..).unwrap_or_default();
                if let Some(rest) = rest.strip_prefix(boundary.as_bytes()) {
                    occurrences += 1;
                    let digit = rest.first().and_then(|byte| char::from(*byte).to_digit(16));
                    if let Some(count) = digit.and_then(|digit| followed_by.get_mut(digit as usize))
                    {
                        *count += 1;
                    }
                }
            }
        }
        if occurrences == 0 {
            return boundary;
        }
        let rarest = (0..16_u32).zip(followed_by).min_by_key(|(_, count)| *count);
        boundary.extend(rarest.and_then(|(digit, _)| char::from_digit(digit, 16)));
    }
}

/// Writes a file name for a quoted parameter. Quotes are escaped as browsers do (the WHATWG's form
/// rules).
fn quoted(name: &str) -> Result<String, Error> {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.chars().any(char::is_control) {
        "contains a control character"
    } else if name.contains(['/', '\\']) {
        "contains a slash; give the name without its folder"
    } else {
        return Ok(name.replace('"', "%22"));
    };
    Err(invalid("name", problem))
}

fn check_content_type(content_type: &str) -> Result<(), Error> {
    let printable = content_type
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    match printable && content_type.contains('/') {
        true => Ok(()),
        false => Err(invalid(
            "content-type",
            "is not a media type such as image/png",
        )),
    }
}
