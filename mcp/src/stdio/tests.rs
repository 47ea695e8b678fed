use super::*;
use std::{convert::Infallible, string::ToString};

/// The lines that come out, `!` for those that are too long.
fn lines(pieces: &[&[u8]]) -> Vec<String> {
    let mut found = Vec::new();
    let mut take = |line: Option<&[u8]>| -> Result<(), Infallible> {
        let line = line.map_or("!".into(), |line| {
            String::from_utf8_lossy(line).into_owned()
        });
        found.push(line.chars().take(8).collect());
        Ok(())
    };
    let mut lines = Lines::default();
    for piece in pieces {
        lines.push(piece, &mut take).unwrap();
    }
    lines.end(&mut take).unwrap();
    found
}

#[test]
fn lines_are_put_together_from_pieces() {
    assert_eq!(
        lines(&[b"a\nb\n", b"c", b"d\ne", b"\n\n \r\n", b"f"]),
        ["a", "b", "cd", "e", "f"]
    );
    assert_eq!(lines(&[]), [""; 0]);
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let chunk = vec![b'x'; MAX_LINE / 4];
    let allowed: Vec<&[u8]> = vec![&chunk, &chunk, &chunk, &chunk, b"\nb\n"];
    assert_eq!(lines(&allowed), ["xxxxxxxx", "b"]);
    let more: Vec<&[u8]> = vec![&chunk, &chunk, &chunk, &chunk, b"x", &chunk, b"\nb\n"];
    assert_eq!(lines(&more), ["!", "b"]);
    let open: Vec<&[u8]> = vec![&chunk, &chunk, &chunk, &chunk, b"x"];
    assert_eq!(lines(&open), ["!"]);
}

#[test]
fn the_first_error_ends_it() {
    let mut taken = 0;
    let mut lines = Lines::default();
    let result = lines.push(b"a\nb\nc\n", |_| {
        taken += 1;
        Err("gone".to_string())
    });
    assert_eq!((result, taken), (Err("gone".to_string()), 1));
}
