use super::*;
use ::base64::{Engine, engine::general_purpose::STANDARD};
use proptest::{collection::vec, prelude::*};

#[test]
fn texts_that_were_cut_or_changed_are_refused_where_they_are_wrong() {
    for (text, at) in [
        ("A", 1),
        ("AA", 2),
        ("AA=", 2),
        ("AAA", 3),
        ("AAAA=", 4),
        ("AAAAA===", 5),
        ("====", 0),
        ("=", 0),
        ("AB==", 2),
        ("AAB=", 3),
        ("AA A", 2),
        ("AA\nAA", 2),
        ("A-_A", 1),
        ("AA==AA==", 2),
        ("\u{e9}AA=", 0),
        ("data:image/png;base64,AAAA", 4),
    ] {
        assert_eq!(decode(text.into()), Err(at), "{text:?}");
    }
}

proptest! {
    #[test]
    fn bytes_come_back(bytes in vec(any::<u8>(), 0..100)) {
        let text = encode(&bytes);
        prop_assert_eq!(&text, &STANDARD.encode(&bytes));
        prop_assert_eq!(decode(text), Ok(bytes));
    }

    #[test]
    fn the_usual_decoder_agrees(text in "[A-Ba-b0+/=-]{0,12}") {
        prop_assert_eq!(decode(text.clone()).ok(), STANDARD.decode(&text).ok());
    }
}
