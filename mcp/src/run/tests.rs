//! Whole calls against an account in memory: previews, what is hidden, how many ids, how fast.

use crate::{
    channel::{Channel, ProtocolHeaders, Session},
    server::Server,
    stdio::world,
    testing::{self, account, account_that_used, answer, changes, sent},
};
use serde_json::{Value, json};
use std::{format, string::ToString, time::Duration, vec, vec::Vec};

fn call(server: &Server, row: &str) -> Value {
    let session = Session::default();
    let answer = answer(server, &testing::call(row), Channel::Stdio(&session));
    answer["result"].clone()
}

/// Returns the structured answer of a dry run, for which nothing was changed.
fn preview(variables: &[(&str, &str)], row: &str) -> Value {
    let account = account(variables);
    let server = Server::new(&account, &|_| ());
    let result = call(&server, &row.replacen('{', r#"{"dry_run": true, "#, 1));
    assert_eq!(result["isError"], false, "{result}");
    assert_eq!(changes(&account), [""; 0]);
    result["structuredContent"].clone()
}

#[test]
fn previews_of_all_destructive_tools_hold_what_an_undo_is_made_of() {
    let delete = preview(&[], r#"delete_customer {"id": 1}"#);
    assert_eq!(delete["method"], "DELETE");
    assert_eq!(
        delete["would_remove"][0]["channels"][0]["address"],
        "ada@shop.test"
    );
    assert_eq!(delete.get("not_read"), None);

    let delete = preview(&[], r#"delete_customers {"ids": [1, 404, 1]}"#);
    assert_eq!(delete["would_remove"].as_array().unwrap().len(), 1);
    let gone = json!([{"id": 404, "reason": "there is none of this id"}]);
    assert_eq!(delete["not_read"], gone);

    let many: Vec<u64> = (11..=35).collect();
    let many = format!(r#"delete_customers {{"ids": {many:?}}}"#);
    let delete = preview(&[], &many);
    assert_eq!(delete["would_remove"].as_array().unwrap().len(), 20);
    assert_eq!(delete["not_read"].as_array().unwrap().len(), 5);
    assert_eq!(delete["not_read"][4]["id"], 35);

    // What is shown is whole; what would be too much is not read.
    let small = [("GORGIAS_MAX_RESULT_BYTES", "1000")];
    let delete = preview(&small, &many);
    let removed = delete["would_remove"].as_array().unwrap();
    assert!((10..20).contains(&removed.len()), "{delete}");
    assert!(delete.get("cut").is_none() && removed.iter().all(|it| it["note"] == "secret"));
    let reason = delete["not_read"][0]["reason"].as_str().unwrap();
    assert!(reason.ends_with("take fewer at once"), "{reason}");

    let merge = preview(&[], r#"merge_customers {"source_id": 1, "target_id": 2}"#);
    assert_eq!(merge["would_remove"][0]["name"], "Ada Byron");
    assert_eq!(merge["would_change"][0]["name"], "Bob");

    let value = r#"delete_customer_custom_field_value {"customer_id": 1, "id": 9}"#;
    let value = preview(&[], value);
    let entry = json!([{"field": {"id": 9, "label": "Tier"}, "value": "VIP"}]);
    assert_eq!(value["would_remove"], entry);
}

#[test]
fn previews_of_updates_hold_what_would_be_lost() {
    let field = |choices: &str| {
        preview(
            &[],
            &format!(
                r#"update_custom_field {{"id": 9, "definition": {{"input_settings": {{"choices": {choices}}}}}}}"#
            ),
        )
    };
    let lost = json!([{"id": 9, "choices": ["b", "c"]}]);
    assert_eq!(field(r#"["a"]"#)["would_lose"], lost);
    assert_eq!(field(r#"["a", "b", "c", "d"]"#)["would_lose"], json!([]));
    let customer = preview(
        &[],
        r#"update_customer {"id": 1, "channels": [{"type": "email", "address": "x@y.z"}]}"#,
    );
    let lost = json!([{"id": 1, "channels": [{"type": "email", "address": "ada@shop.test"}]}]);
    assert_eq!(customer["would_lose"], lost);
    let label = preview(&[], r#"update_custom_field {"id": 9, "label": "x"}"#);
    assert_eq!(label.get("would_lose"), None);
}

#[test]
fn a_preview_shows_no_record_that_could_not_be_read_otherwise() {
    for variables in [
        [("GORGIAS_EXCLUDE_TOOLS", "get_customer")],
        [("GORGIAS_TOOLS", "delete_customer")],
    ] {
        let delete = preview(&variables, r#"delete_customer {"id": 1}"#);
        assert_eq!(delete["would_remove"], json!([]));
        assert_eq!(delete["not_read"][0]["id"], 1);
    }
}

#[test]
fn hidden_keys_reach_no_answer_preview_or_error() {
    let account = account(&[("GORGIAS_HIDE", "note, channels.address,data.x")]);
    let server = Server::new(&account, &|_| ());
    for row in [
        r#"get_customer {"id": 1}"#,
        r#"get_customer {"id": 1, "fields": ["note", "id", "channels.address"]}"#,
        r#"get_customer {"id": 404}"#,
        "list_customers {}",
        r#"search {"type": "customer"}"#,
        r#"create_customer {"channels": []}"#,
        r#"update_customer {"id": 1, "name": "x"}"#,
        r#"update_custom_fields {"body": [{"id": 9, "label": "x"}]}"#,
        r#"merge_customers {"source_id": 1, "target_id": 2}"#,
        r#"delete_customers {"ids": [1, 2], "dry_run": true}"#,
        r#"merge_customers {"source_id": 1, "target_id": 2, "dry_run": true}"#,
        r#"update_customer {"id": 1, "channels": [], "dry_run": true}"#,
    ] {
        let result = call(&server, row).to_string();
        assert!(!result.contains("secret"), "{row}: {result}");
        let is_there = result.contains("ada@shop.test");
        // As the primary email it is not hidden.
        assert!(
            !is_there || !result.contains("\"address\":\"ada"),
            "{row}: {result}"
        );
    }
}

#[test]
fn one_call_has_a_bounded_number_of_ids() {
    let delete = |count: u64| {
        let ids: Vec<u64> = (1..=count).collect();
        format!(r#"delete_customers {{"ids": {ids:?}}}"#)
    };
    for (variables, most, name) in [
        (&[][..], 100, "GORGIAS_MAX_IDS"),
        (&[("GORGIAS_MAX_IDS", "3")], 3, "GORGIAS_MAX_IDS"),
        (&[("GORGIAS_MAX_IDS", "500")], 500, "GORGIAS_MAX_IDS"),
    ] {
        let account = account(variables);
        let server = Server::new(&account, &|_| ());
        let result = call(&server, &delete(most + 1));
        let words = result["content"][0]["text"].as_str().unwrap();
        let start = format!(
            "`ids` has {} entries; one call may have {most} ({name})",
            most + 1
        );
        assert!(words.starts_with(&start), "{words}");
        let values = vec![r#"{"id": 1, "value": 1}"#; most as usize + 1].join(",");
        let update = r#"update_customer_custom_field_values {"customer_id": 1, "body": [VALUES]}"#;
        let result = call(&server, &update.replace("VALUES", &values));
        assert_eq!(result["isError"], true, "{result}");
        assert_eq!(sent(&account), [""; 0]);
        let result = call(&server, &delete(most));
        assert_eq!(result["isError"], false, "{result}");

        let session = Session::default();
        let list = world::request(1, "tools/list", json!({}));
        let list = answer(&server, &list, Channel::Stdio(&session));
        let tools = list["result"]["tools"].as_array().unwrap();
        for (tool, parameter) in [
            ("delete_customers", "ids"),
            ("update_custom_fields", "body"),
            ("update_customer_custom_field_values", "body"),
        ] {
            let named = |one: &&Value| one["name"] == format!("gorgias_customers_{tool}");
            let tool = tools.iter().find(named).unwrap();
            let schema = &tool["inputSchema"]["properties"][parameter];
            assert_eq!(schema["maxItems"], most, "{schema}");
        }
    }
}

#[test]
fn the_cap_of_a_connection_is_named_as_its_own() {
    for (plain, own, most, name) in [
        ("", "3", 3, "GORGIAS_MAX_IDS__a"),
        ("2", "3", 2, "GORGIAS_MAX_IDS"),
        ("5", "", 5, "GORGIAS_MAX_IDS"),
        ("5", "3", 3, "GORGIAS_MAX_IDS__a"),
    ] {
        let account = account(&[
            ("GORGIAS_DOMAIN__a", "a"),
            ("GORGIAS_ACCESS__a", "full"),
            ("GORGIAS_MAX_IDS", plain),
            ("GORGIAS_MAX_IDS__a", own),
        ]);
        let server = Server::new(&account, &|_| ());
        let ids: Vec<u64> = (1..=most + 1).collect();
        let row = format!(r#"delete_customers {{"PCID": "a", "ids": {ids:?}}}"#);
        let result = call(&server, &row);
        let words = result["content"][0]["text"].as_str().unwrap();
        assert!(
            words.contains(&format!("one call may have {most} ({name})")),
            "{words}"
        );
    }
}

#[test]
fn calls_wait_a_little_when_most_of_the_budget_is_used_up() {
    for (variables, budget, waited) in [
        (&[][..], "29/40", 0),
        (&[], "30/40", 500),
        (&[], "40/40", 5500),
        (&[("GORGIAS_PACE", "off")], "40/40", 0),
    ] {
        let account = account_that_used(budget, variables);
        let server = Server::new(&account, &|_| ());
        let begun = account.elapsed();
        call(&server, r#"get_customer {"id": 1}"#);
        assert_eq!(account.elapsed(), begun, "the first call knows nothing");
        call(&server, r#"get_customer {"id": 1}"#);
        let waited = Duration::from_millis(waited);
        assert_eq!(account.elapsed() - begun, waited, "{budget}");
        // Time that has passed need not be waited for.
        account.pass(Duration::from_secs(60));
        let begun = account.elapsed();
        call(&server, r#"get_customer {"id": 1}"#);
        assert_eq!(account.elapsed(), begun);
    }
}

#[test]
fn previews_of_many_wait_too_and_stay_within_their_time() {
    let account = account_that_used("35/40", &[]);
    let server = Server::new(&account, &|_| ());
    call(
        &server,
        r#"delete_customers {"ids": [1, 2, 3], "dry_run": true}"#,
    );
    assert_eq!(account.elapsed(), Duration::from_secs(6));
    account.pass(Duration::from_secs(60));
    let begun = account.elapsed();
    let ids: Vec<u64> = (1..=20).collect();
    let row = format!(r#"delete_customers {{"ids": {ids:?}, "dry_run": true}}"#);
    let preview = call(&server, &row);
    assert_eq!(
        preview["structuredContent"].get("not_read"),
        None,
        "{preview}"
    );
    assert!(account.elapsed() - begun < Duration::from_secs(30));
}

#[test]
fn over_http_the_answer_is_held_back_in_place_of_the_next_call() {
    let account = account_that_used("35/40", &[]);
    let server = Server::new(&account, &|_| ());
    let headers = ProtocolHeaders::default();
    answer(&server, &world::get(7, 1), Channel::Http(&headers));
    assert_eq!(account.elapsed(), Duration::from_secs(3));
}
