use super::*;

fn written(character: char) -> String {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn all(ranges: &[(u32, u32)]) -> impl Iterator<Item = char> {
    let codes = ranges.iter().flat_map(|&(first, last)| first..=last);
    codes.filter_map(char::from_u32)
}

/// Control characters, Unicode tags, bidirectional controls, zero-width characters, variation
/// selectors.
const HIDDEN: [(u32, u32); 21] = [
    (0, 8),
    (0xb, 0xc),
    (0xe, 0x1f),
    (0x7f, 0x9f),
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

#[test]
fn hidden_characters_are_written_out() {
    for character in all(&HIDDEN) {
        let out = written(character);
        for (before, after) in [("a", "b"), ("", ""), ("", "a"), ("a", "")] {
            let source = format!("{before}{character}{after}");
            assert_eq!(in_text(&source), format!("{before}{out}{after}"));
        }
    }
}

#[test]
fn hidden_characters_in_json_are_written_out_and_it_stays_valid() {
    for character in all(&HIDDEN) {
        let out = written(character);
        let raw = format!(r#"{{"a{character}":["x{character}y"]}}"#);
        let escaped = format!(r#"{{"a{out}":["x{out}y"]}}"#);
        for source in [
            raw,
            escaped.clone(),
            escaped.to_uppercase().replace("\\U", "\\u"),
        ] {
            // Those of ASCII can only be escaped in JSON.
            if source.contains(|c| c < ' ') {
                continue;
            }
            let shown = in_json(&source);
            let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
            let (key, list) = value.as_object().unwrap().iter().next().unwrap();
            assert_eq!(key.to_lowercase(), format!("a{out}"), "{source}");
            let content = list[0].as_str().unwrap().to_lowercase();
            assert_eq!(content, format!("x{out}y"), "{source}");
        }
    }
}

#[test]
fn every_other_character_stays() {
    let hidden: Vec<char> = all(&HIDDEN).collect();
    for character in ('\0'..=char::MAX).filter(|c| hidden.binary_search(c).is_err()) {
        let source = format!("a{character}b");
        assert_eq!(in_text(&source), source, "{:x}", u32::from(character));
    }
}

#[test]
fn what_makes_up_visible_text_stays() {
    const EMOJI: &str = "👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 ❤️‍🔥 🧑‍⚕️ 👁️‍🗨️ 🏴‍☠️ ♥︎ ☎️ 1️⃣ #️⃣ ©️ ⛹🏻‍♀️";
    const JOINED: &str = "می‌خواهم کتاب‌ها क्‍ष न्‌न ক্‍ষ ක්‍ෂ ന്‍റ က္‌က";
    const VARIANTS: &str = "葛\u{e0100} 辻\u{fe00} ≨\u{fe00} ᠠ\u{180b}";
    for word in [EMOJI, JOINED, VARIANTS]
        .iter()
        .flat_map(|it| it.split(' '))
    {
        assert!(word.chars().any(is_hidden), "{word}");
        assert_eq!(in_text(word), word);
        let units = word.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
        for written in [word, &units.collect::<String>()] {
            let quoted = format!("\"{written}\"");
            assert_eq!(in_json(&quoted), quoted);
        }
    }
}

#[test]
fn only_what_makes_visible_text_stays() {
    for (source, shown) in [
        // A second selector says nothing to people, however many there are.
        ("😀\u{fe0f}\u{fe0f}", "😀\u{fe0f}\\ufe0f"),
        ("😀\u{e0101}\u{e0102}", "😀\\udb40\\udd01\\udb40\\udd02"),
        ("葛\u{e0100}\u{e0101}", "葛\u{e0100}\\udb40\\udd01"),
        ("1\u{fe0f}", "1\\ufe0f"),
        ("😀\u{fe01}", "😀\\ufe01"),
        // Joiners need a partner on both sides.
        ("😀\u{200d}", "😀\\u200d"),
        ("😀\u{200d}a", "😀\\u200da"),
        ("a\u{200d}😀", "a\\u200d😀"),
        ("1\u{fe0f}\u{200d}😀", "1\\ufe0f\\u200d😀"),
        ("می\u{200c} خواهم", "می\\u200c خواهم"),
        ("می\u{200c}\u{200c}خواهم", "می\\u200c\\u200cخواهم"),
        ("٣\u{200c}٤", "٣\\u200c٤"),
        ("क\u{200b}ष", "क\\u200bष"),
        // Flags of regions are spelt in tags, and so is anything else.
        ("🏴\u{e0067}\u{e007f}", "🏴\\udb40\\udc67\\udb40\\udc7f"),
    ] {
        assert_eq!(in_text(source), shown);
    }
}

#[test]
fn escape_sequences_are_told_from_backslashes() {
    for (source, shown) in [
        (r#""\\u202e""#, r#""\\u005cu202e""#),
        (r#""\\n\\u0041""#, r#""\\n\\u0041""#),
        (r#""\\\u202e""#, r#""\\\\u202e""#),
        (r#""\"\u200B\"""#, r#""\"\\u200b\"""#),
        (r#""\ud83d\ude00\u200d""#, r#""\ud83d\ude00\\u200d""#),
        // Half a pair is no character, and many clients cannot read it.
        (r#""\udb40""#, r#""\\udb40""#),
        (r#""\udb40\udb40\udc41""#, r#""\\udb40\\udb40\\udc41""#),
        (r#""\uD83D\u0041""#, r#""\\uD83D\u0041""#),
        (r#""\ude00\u200d\ude00""#, r#""\\ude00\\u200d\\ude00""#),
        // An escape at the other end of a joiner.
        (
            "\"\u{1f469}\\u200d\u{1f680}\"",
            "\"\u{1f469}\\u200d\u{1f680}\"",
        ),
        ("\"\\n\u{200d}\u{1f680}\"", "\"\\n\\\\u200d\u{1f680}\""),
    ] {
        assert_eq!(in_json(source), shown);
    }
}

#[test]
fn text_without_hidden_characters_is_not_copied() {
    for source in [
        "",
        "plain",
        "naïve – “quoted” 日本語 😀",
        r#"{"a":"\u00e9\n\\"}"#,
    ] {
        assert!(matches!(in_json(source), Cow::Borrowed(_)), "{source}");
        assert!(matches!(in_text(source), Cow::Borrowed(_)), "{source}");
    }
}

#[test]
fn cut_off_json_is_no_problem() {
    for source in [
        "\\",
        "\"\\u",
        "\"\\u20",
        "\"\\u202",
        "\\é",
        "\\ud83d\\",
        "\\ué00",
    ] {
        let _ = in_json(source);
    }
}

#[test]
fn what_was_written_out_is_turned_back_into_the_same() {
    for character in all(&HIDDEN) {
        let source = serde_json::to_string(&format!("+1{character}555 \\n \u{1f600}")).unwrap();
        let back = undo(&in_json(&source)).into_owned();
        let read = |json: &str| serde_json::from_str::<String>(json).unwrap();
        assert_eq!(read(&back), read(&source));
    }
    // What reads like it, and is text: a backslash is written out in its turn.
    for text in [
        r"\u202e",
        r"\\u202e",
        r"\u005cu202e",
        r"\u005cu005cu202e",
        r"\udb40\udc41",
        r"\ud800",
        r"a\b\u0041\ud83d\ude00\u00e9\u005c",
        r"\u005c\u{202e}",
        r"\u",
    ] {
        let source = serde_json::to_string(text).unwrap();
        let in_text = serde_json::to_string(&in_text(text)).unwrap();
        for shown in [in_json(&source).into_owned(), in_text] {
            let back: String = serde_json::from_str(&undo(&shown)).unwrap();
            assert_eq!(back, text, "{shown}");
        }
    }
    assert_eq!(undo(r#"{"a":"\\u202e"}"#), r#"{"a":"\u202e"}"#);
    assert_eq!(
        undo(r#"["\\udb40\\udc41","\\u0041"]"#),
        r#"["\udb40\udc41","\\u0041"]"#
    );
    for stays in [r#""\u202e""#, r#""\\\\u202e""#] {
        assert_eq!(undo(stays), stays);
    }
}

#[test]
fn many_that_would_stay_alone_are_written_out() {
    let selected = "\u{8fbb}\u{e0100}";
    let shown = in_text(&selected.repeat(5)).into_owned();
    assert_eq!(shown.matches('\u{e0100}').count(), 3);
    assert_eq!(shown.matches(r"\udb40\udd00").count(), 2);
    // Each line and each string is a text.
    let lines = format!("{selected}{selected}\n").repeat(4);
    assert_eq!(in_text(&lines), lines);
    let strings = format!(
        "[{}]",
        vec![format!("\"{selected}{selected}\""); 4].join(",")
    );
    assert_eq!(in_json(&strings), strings);
    let letters = "\u{645}\u{200c}".repeat(6) + "\u{645}";
    assert_eq!(in_text(&letters).matches('\u{200c}').count(), 3);
    let persian = "می‌خواهم کتاب‌ها ".repeat(20);
    assert_eq!(in_text(&persian), persian);
    let hearts = "❤\u{fe0f}".repeat(20);
    assert_eq!(in_text(&hearts), hearts);
}
