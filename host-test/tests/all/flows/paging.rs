//! Lists are walked to their end: every item once, none left out.

use crate::support::{World, value::text};
use mock::Mock;
use serde_json::Value;
use std::collections::BTreeSet;

/// Walks a list of this tool and arguments from its first page to its last, or back.
async fn walk(world: &World, list: &str, first: Value, key: &str) -> Vec<Value> {
    let mut pages = vec![first];
    while let Some(cursor) = pages.last().and_then(|page| page[key].as_str()) {
        let call = list.replace("CURSOR", &text(cursor));
        pages.push(world.ok(&call).await);
        assert!(pages.len() < 100, "the list has no end");
    }
    pages
}

fn ids(pages: &[Value]) -> Vec<u64> {
    let items = pages
        .iter()
        .flat_map(|page| page["items"].as_array().expect("a page has items"));
    items
        .map(|item| item["id"].as_u64().expect("an item has an id"))
        .collect()
}

#[tokio::test]
async fn customers_come_newest_first_and_each_once() {
    const LIST: &str = "list-customers({limit: 10, cursor: CURSOR})";
    let world = World::with(Mock::builder().customers(95_usize)).await;
    let first = world.ok("list-customers({limit: 10})").await;
    let pages = walk(&world, LIST, first, "next-cursor").await;
    assert_eq!(pages.len(), 10);
    assert_eq!(world.requests().len(), 10);
    let newest_first: Vec<u64> = (700_101..=700_195).rev().collect();
    assert_eq!(ids(&pages), newest_first);

    let mut back = walk(&world, LIST, pages[9].clone(), "prev-cursor").await;
    back.reverse();
    assert_eq!(ids(&back), newest_first);
}

#[tokio::test]
async fn custom_fields_and_events_page_in_the_same_way() {
    let world = World::start().await;
    for (list, count) in [
        (
            "list-custom-fields(customer, {limit: 1, cursor: CURSOR})",
            4,
        ),
        (
            r#"list-events({types: ["customer-created"], limit: 9, cursor: CURSOR})"#,
            40,
        ),
    ] {
        let first = world.ok(&list.replace("CURSOR", "none")).await;
        let ids = ids(&walk(&world, list, first, "next-cursor").await);
        let once: BTreeSet<u64> = ids.iter().copied().collect();
        assert_eq!((ids.len(), once.len()), (count, count), "{list}");
    }
}
