//! The known name that a misspelt one is nearest to.
//!
//! Written here since the crates for edit distances need the standard library.

use alloc::vec::Vec;

/// Longer than any name there is; the rest is not worth the time.
pub const MAX_LENGTH: usize = 64;

/// Finds the nearest of the names, if it is near enough to be meant.
pub fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    if name.len() > MAX_LENGTH {
        return None;
    }
    names
        .iter()
        .map(|known| (distance(name, known), *known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).clamp(1, 8))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Counts how many letters have to be added, removed or changed (Levenshtein).
pub fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (place, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let changed = diagonal + usize::from(!x.eq_ignore_ascii_case(&y));
            diagonal = *place;
            left = changed.min(diagonal + 1).min(left + 1);
            *place = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("emial", "email", 2),
            ("Limit", "limit", 0),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["email", "external_id", "limit"];
        assert_eq!(nearest("externalId", &names), Some("external_id"));
        assert_eq!(nearest("idd", &["id"]), Some("id"));
        assert_eq!(nearest("limits", &names), Some("limit"));
        assert_eq!(nearest("colour", &names), None);
        assert_eq!(nearest(&"e".repeat(1 << 20), &names), None);
    }
}
