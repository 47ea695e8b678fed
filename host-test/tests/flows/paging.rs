//! Lists are walked to their end: every item once, none left out.

use super::customers::ids_of;
use crate::support::World;
use crate::support::value::text;
use mock::{ListShape, Mock};
use serde_json::Value;
use std::collections::BTreeSet;

/// Walks a list from its first page to its last. `call` makes a call of a cursor, or of none.
async fn walk(world: &World, call: impl Fn(&str) -> String) -> Vec<Value> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.ok(&call(&cursor)).await;
        let next = page["next-cursor"].as_str().map(str::to_owned);
        pages.push(page);
        assert!(pages.len() < 100, "the list has no end");
        match next {
            Some(next) => cursor = format!(", cursor: {}", text(&next)),
            None => return pages,
        }
    }
}

fn all_ids(pages: &[Value]) -> Vec<u64> {
    pages.iter().flat_map(ids_of).collect()
}

#[tokio::test]
async fn customers_come_newest_first_and_each_once() {
    let world = World::with(Mock::builder().customers(95)).await;
    let pages = walk(&world, |cursor| {
        format!("list-customers({{limit: 10{cursor}}})")
    })
    .await;
    assert_eq!(pages.len(), 10);
    assert_eq!(world.requests().len(), 10);
    let newest_first: Vec<u64> = (700_101..=700_195).rev().collect();
    assert_eq!(all_ids(&pages), newest_first);
    assert_eq!(pages[0]["prev-cursor"], Value::Null);
    assert!(
        pages[1..]
            .iter()
            .all(|page| page["prev-cursor"].is_string())
    );

    // And back again.
    let mut back = vec![pages[9].clone()];
    while let Some(cursor) = back.last().and_then(|page| page["prev-cursor"].as_str()) {
        let call = format!("list-customers({{limit: 10, cursor: {}}})", text(cursor));
        back.push(world.ok(&call).await);
        assert!(back.len() < 100, "the list has no beginning");
    }
    back.reverse();
    assert_eq!(all_ids(&back), newest_first);
}

#[tokio::test]
async fn the_default_page_and_the_largest_one() {
    let world = World::with(Mock::builder().customers(95)).await;
    let page = world.ok("list-customers()").await;
    assert_eq!(ids_of(&page).len(), 30);
    let page = world.ok("list-customers({limit: 100})").await;
    assert_eq!(ids_of(&page).len(), 95);
    assert_eq!(page["next-cursor"], Value::Null);
    let page = world.ok("list-customers({limit: 95})").await;
    assert_eq!(page["next-cursor"], Value::Null);
}

#[tokio::test]
async fn what_comes_and_goes_meanwhile_shifts_nothing() {
    let world = World::start().await;
    let first = world.ok("list-customers({limit: 20})").await;
    let cursor = text(first["next-cursor"].as_str().expect("a second page"));
    world.ok("create-customer({channels: []})").await;
    // The very row that the cursor stands on, and one of the page to come.
    world.ok("delete-customers([700121, 700110])").await;
    let second = world
        .ok(&format!("list-customers({{limit: 20, cursor: {cursor}}})"))
        .await;
    let expected: Vec<u64> = (700_101..=700_120)
        .rev()
        .filter(|id| *id != 700_110)
        .collect();
    assert_eq!(ids_of(&second), expected);
    assert_eq!(second["next-cursor"], Value::Null);
}

#[tokio::test]
async fn every_order_has_every_customer() {
    let world = World::start().await;
    world
        .ok(r#"update-customer(700105, {name: "First"})"#)
        .await;
    for (order, first, last) in [
        ("created-datetime-asc", 700_101, 700_140),
        ("created-datetime-desc", 700_140, 700_101),
        ("updated-datetime-asc", 700_101, 700_105),
        ("updated-datetime-desc", 700_105, 700_101),
    ] {
        let pages = walk(&world, |cursor| {
            format!("list-customers({{order-by: {order}, limit: 7{cursor}}})")
        })
        .await;
        let ids = all_ids(&pages);
        assert_eq!((ids[0], ids[39]), (first, last), "{order}");
        let once: BTreeSet<u64> = ids.iter().copied().collect();
        assert_eq!((ids.len(), once.len()), (40, 40), "{order}");
    }
}

#[tokio::test]
async fn custom_fields_and_events_page_in_the_same_way() {
    let world = World::start().await;
    let pages = walk(&world, |cursor| {
        format!("list-custom-fields(customer, {{order-by: priority-asc, limit: 1{cursor}}})")
    })
    .await;
    assert_eq!(all_ids(&pages), [4411, 4412, 4413, 4414]);

    let filtered =
        |cursor: &str| format!(r#"list-events({{types: ["customer-created"], limit: 9{cursor}}})"#);
    let pages = walk(&world, filtered).await;
    assert_eq!(pages.len(), 5);
    let ids = all_ids(&pages);
    let once: BTreeSet<u64> = ids.iter().copied().collect();
    assert_eq!((ids.len(), once.len()), (40, 40));
    assert!(ids.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn reports_page_too() {
    let world = World::start().await;
    let query = text(
        r#"{"scope":"tickets-created","timezone":"UTC","measures":["ticketCount"],"dimensions":["ticketId"],"filters":[{"member":"periodStart","operator":"afterDate","values":["2026-05-01"]},{"member":"periodEnd","operator":"beforeDate","values":["2026-06-01"]}]}"#,
    );
    let pages = walk(&world, |cursor| {
        format!("post-api-reporting-stats({query}, {{limit: 25{cursor}}})")
    })
    .await;
    assert_eq!(pages.len(), 5);
    let rows: Vec<&Value> = pages
        .iter()
        .flat_map(|page| page["items"].as_array().expect("rows"))
        .collect();
    let tickets: BTreeSet<String> = rows.iter().map(|row| row["ticketId"].to_string()).collect();
    assert_eq!((rows.len(), tickets.len()), (124, 124));
    assert!(pages.iter().all(|page| page["meta"]["total"] == 124));
}

/// As the vendor's docs have it: an array alone, which says nothing of a next page.
#[tokio::test]
async fn a_list_without_an_envelope_is_one_page() {
    let world = World::with(Mock::builder().lists(ListShape::BareArray)).await;
    for (call, rows) in [
        ("list-customers({limit: 100})", 40),
        ("list-events({limit: 100})", 100),
        ("list-custom-fields(customer)", 4),
    ] {
        let page = world.ok(call).await;
        assert_eq!(ids_of(&page).len(), rows, "{call}");
        for key in ["next-cursor", "prev-cursor", "meta"] {
            assert_eq!(page[key], Value::Null, "{call}");
        }
    }
    let found = world.ok(r#"search("customer", "ada")"#).await;
    assert_eq!(found.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let world = World::start().await;
    let error = world.err(r#"list-customers({cursor: "nonsense"})"#).await;
    assert_eq!(error.kind, "invalid-input");
    assert!(error.message.contains("cursor"), "{error}");
}
