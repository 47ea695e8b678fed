use crate::generated::{ENTRIES, TOOLS};

#[test]
fn the_list_is_small() {
    let mut all = String::new();
    let mut input = 0;
    for tool in &TOOLS {
        let mut entry = String::new();
        tool.push(&mut entry, None);
        input += tool.name.len() + tool.properties.len() + tool.required.len();
        all.push_str(&entry);
    }
    println!("{all}\n{} {input}", all.len());
    assert_eq!(
        ENTRIES
            .iter()
            .map(|entry| entry.parameters.len())
            .sum::<usize>(),
        111 + 4
    );
}
