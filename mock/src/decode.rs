//! Percent-decoding, as a server does it.

/// Decodes `%XX`. A broken escape stays as it is; bytes that are no UTF-8 become U+FFFD.
pub fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes
            .get(at..at + 3)
            .filter(|escape| escape[0] == b'%')
            .and_then(hex)
        {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(escape: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|value| value as u8);
    Some(digit(escape[1])? * 16 + digit(escape[2])?)
}

/// The pairs of a query, in their order. `+` is a space.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form(name), form(value))
        })
        .collect()
}

fn form(text: &str) -> String {
    percent(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_pluses_are_decoded_once() {
        assert_eq!(percent("a%2Fb%252e+c"), "a/b%2e+c");
        assert_eq!(percent("100%"), "100%");
        assert_eq!(percent("%zz%4"), "%zz%4");
        assert_eq!(percent("%C3%A9%FF"), "é\u{fffd}");
        assert_eq!(
            pairs("a=1&b%5Bgte%5D=x%2By+z&c&&a=2"),
            [("a", "1"), ("b[gte]", "x+y z"), ("c", ""), ("a", "2")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
