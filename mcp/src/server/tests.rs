use super::*;
use crate::{
    channel::Session,
    http::MAX_BODY,
    stdio::world::{call, request},
    testing::{self, CUSTOMER, account, account_that_used, sent},
    version::MODERN,
};
use gorgias_customers::testing::finish;
use serde_json::{Value, json};
use std::string::ToString;

const TWO: &[(&str, &str)] = &[
    ("GORGIAS_DOMAIN", "plain"),
    ("GORGIAS_DOMAIN__one", "first"),
    ("GORGIAS_DOMAIN__two", "second"),
    ("GORGIAS_ACCESS__one", "full"),
    ("GORGIAS_ACCESS__two", "read-only"),
];

/// Sends a message on a stream.
fn send(transport: &dyn Transport, message: &[u8], caller: Caller) -> Option<Reply> {
    let (server, session) = (Server::new(transport, &|_| ()), Session::default());
    let reply = finish(server.answer(message, caller, Channel::Stdio(&session)))?;
    assert!(!reply.json.contains('\n'), "{}", reply.json);
    Some(reply)
}

fn answer_to(variables: &[(&str, &str)], caller: Caller, message: impl ToString) -> Value {
    let message = message.to_string();
    let reply = send(&account(variables), message.as_bytes(), caller);
    serde_json::from_str(&reply.unwrap().json).unwrap()
}

fn answer_with(variables: &[(&str, &str)], message: impl ToString) -> Value {
    answer_to(variables, Caller::Anyone, message)
}

fn answer(message: impl ToString) -> Value {
    answer_with(&[], message)
}

fn code(message: impl ToString) -> i64 {
    let answer = answer(message);
    assert_eq!(answer["jsonrpc"], "2.0");
    answer["error"]["code"].as_i64().unwrap()
}

fn legacy(method: &str, params: Value) -> Value {
    request(7, method, params)
}

fn modern(message: Value) -> Value {
    testing::modern(message, json!({}))
}

fn look(arguments: Value) -> Value {
    call(7, "get_customer", arguments)
}

fn destroy(arguments: Value) -> Value {
    call(7, "delete_customer", arguments)
}

/// Returns the text of a failed call, its message and its line.
fn failed(answer: &Value) -> (String, Value) {
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    let (message, line) = text.split_once('\n').unwrap();
    (message.into(), serde_json::from_str(line).unwrap())
}

#[test]
fn each_version_with_a_handshake_is_agreed_to_and_others_get_the_newest() {
    let hello = |version| legacy("initialize", json!({"protocolVersion": version}));
    for version in version::LEGACY {
        let result = &answer(hello(version))["result"];
        assert_eq!(result["protocolVersion"], version);
        assert_eq!(result["capabilities"], json!({"tools": {}}));
        assert_eq!(result["serverInfo"]["name"], "gorgias-customers");
        assert!(result["instructions"].is_string());
    }
    for version in ["2026-07-28", "1.0", ""] {
        let result = &answer(hello(version))["result"];
        assert_eq!(result["protocolVersion"], "2025-11-25");
    }
    assert_eq!(code(legacy("initialize", json!({}))), -32602);
}

#[test]
fn discover_names_all_versions() {
    let result = &answer(modern(legacy("server/discover", json!({}))))["result"];
    assert_eq!(result["resultType"], "complete");
    let versions = result["supportedVersions"].as_array().unwrap();
    assert_eq!(versions[0], MODERN);
    assert_eq!(versions[1..], version::LEGACY);
    assert_eq!(result["capabilities"], json!({"tools": {}}));
    assert!(result["ttlMs"].is_u64());
    assert_eq!(result["cacheScope"], "public");
    let meta = &result["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(meta["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_bare_call_is_answered_and_a_modern_one_says_by_whom() {
    let result = &answer(look(json!({"id": 7})))["result"];
    assert_eq!(result["structuredContent"], json!({"id": 7, "x": 1.1}));
    assert_eq!(result["content"][0]["text"], CUSTOMER);
    assert_eq!(result["isError"], false);
    assert_eq!(result.get("resultType"), None);
    assert_eq!(result.get("_meta"), None);

    let result = &answer(modern(look(json!({"id": 7}))))["result"];
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["structuredContent"], json!({"id": 7, "x": 1.1}));
    assert!(result["_meta"]["io.modelcontextprotocol/serverInfo"].is_object());
}

#[test]
fn arguments_may_be_absent_or_null_but_nothing_else() {
    let name = "gorgias_customers_list_customers";
    for params in [
        json!({"name": name}),
        json!({"name": name, "arguments": null}),
    ] {
        let account = account(&[]);
        let call = legacy("tools/call", params).to_string();
        send(&account, call.as_bytes(), Caller::Anyone);
        assert_eq!(sent(&account), ["GET /api/customers"]);
    }
    for arguments in [json!([]), json!("{}"), json!(1)] {
        assert_eq!(code(look(arguments)), -32602);
    }
}

#[test]
fn ids_come_back_as_they_were_given() {
    for id in [
        "1",
        "-7",
        "\"a\\u0041 \\\" b\"",
        "1.50",
        "12345678901234567890123",
        "\"\"",
    ] {
        for message in [
            format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#),
            format!(r#"{{"id": {id} ,"method":"nope","jsonrpc":"2.0"}}"#),
            format!(r#"{{"jsonrpc":"1.0","id":{id},"method":"ping"}}"#),
        ] {
            let reply = send(&account(&[]), message.as_bytes(), Caller::Anyone).unwrap();
            let expected = format!(r#""id":{id},"#);
            assert!(reply.json.contains(&expected), "{}", reply.json);
        }
    }
}

#[test]
fn what_is_no_json_is_a_parse_error() {
    for message in [
        "{",
        "garbage",
        "[1,",
        "{\"jsonrpc\":\"2.0\",}",
        "\u{feff}{}",
        "{}{}",
        "\"\\x\"",
        "\"\"\"",
    ] {
        let answer = answer(message);
        assert_eq!(answer["error"]["code"], -32700, "{message}");
        assert_eq!(answer.get("id"), None);
    }
    let reply = send(&account(&[]), b"{\"a\":\"\xff\"}", Caller::Anyone).unwrap();
    assert_eq!(reply.status, 400);
    assert!(reply.json.contains("-32700"));
}

#[test]
fn what_is_no_request_is_invalid() {
    for message in [
        "{}",
        "1",
        "null",
        "\"ping\"",
        "[]",
        r#"{"id":1,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":2}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#,
        r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":"\ud800","method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1e999,"method":"ping"}"#,
    ] {
        assert_eq!(code(message), -32600, "{message}");
    }
    assert_eq!(
        code(r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#),
        -32602
    );
}

#[test]
fn unknown_methods_and_tools_are_named_in_bounded_length() {
    let long = "é".repeat(1000);
    let error = &answer(legacy(&long, json!({})))["error"];
    assert_eq!(error["code"], -32601);
    assert!(error["message"].as_str().unwrap().len() < 400);
    for method in ["ping", "initialize"] {
        assert_eq!(code(modern(legacy(method, json!({})))), -32601);
    }
    assert_eq!(code(legacy("tools/call", json!({"name": long}))), -32602);
    assert_eq!(code(legacy("tools/call", json!({}))), -32602);
    assert_eq!(code(legacy("tools/list", json!({"cursor": "x"}))), -32602);
}

#[test]
fn notifications_and_responses_are_not_answered() {
    for message in [
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/whatever","params":[1]}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#,
        r#"[{"jsonrpc":"2.0","method":"notifications/cancelled"}]"#,
    ] {
        let reply = send(&account(&[]), message.as_bytes(), Caller::Anyone);
        assert_eq!(reply, None, "{message}");
    }
}

#[test]
fn a_batch_is_answered_message_by_message() {
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let initialize = legacy("initialize", json!({"protocolVersion": "2025-03-26"}));
    let modern = modern(legacy("tools/list", json!({})));
    let note = r#"{"jsonrpc":"2.0","method":"notifications/x"}"#;
    let answers = answer(format!("[{ping},{note},3,[{ping}],{initialize},{modern}]"));
    let codes: Vec<i64> = answers.as_array().unwrap()[1..]
        .iter()
        .map(|answer| answer["error"]["code"].as_i64().unwrap())
        .collect();
    assert_eq!(answers[0]["result"], json!({}));
    assert_eq!(codes, [-32600; 4]);

    let many = vec![ping; MAX_BATCH + 1].join(",");
    assert_eq!(code(format!("[{many}]")), -32600);
    let far_too_many = vec!["1"; 200_000].join(",");
    assert_eq!(code(format!("[{far_too_many}]")), -32600);
}

#[test]
fn depth_and_number_of_members_are_no_problem() {
    let deep = "[".repeat(1 << 20);
    assert_eq!(code(deep), -32700);
    let nested = format!("{}1{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    assert_eq!(answer(&nested)[0]["error"]["code"], -32600);
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gorgias_customers_update_customer_data","arguments":{"customer_id":1,"data":{"a":NESTED}},"_meta":{"x":NESTED}}}"#;
    let call = call.replace("NESTED", &nested);
    let reply = send(&account(&[]), call.as_bytes(), Caller::Anyone);
    assert!(reply.unwrap().json.contains("\"isError\":false"));

    let members: Vec<String> = (0..MAX_BODY / 16).map(|n| format!("\"{n}\":1")).collect();
    let members = members.join(",");
    assert_eq!(code(format!("{{{members}}}")), -32600);
}

#[test]
fn a_member_given_twice_is_refused() {
    let call = |arguments: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"gorgias_customers_get_customer","arguments":{arguments}}}}}"#
        )
    };
    for (message, code, id) in [
        (
            r#"{"jsonrpc":"1.0","jsonrpc":"2.0","id":1,"method":"ping"}"#.into(),
            -32600,
            Some(1),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","id":2}"#.into(),
            -32600,
            None,
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1,"\u0061":2}}"#.into(),
            -32602,
            Some(1),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"a":1,"a":1}}}"#.into(),
            -32602,
            Some(1),
        ),
        (call(r#"{"id":1,"id":1}"#), -32602, Some(1)),
    ] {
        let answer = answer(&message);
        assert_eq!(answer["error"]["code"], code, "{message}");
        assert_eq!(answer.get("id").and_then(Value::as_i64), id, "{message}");
        let words = answer["error"]["message"].as_str().unwrap();
        assert!(words.ends_with("is given twice"), "{words}");
    }
    let call = call(r#"{"id":{"a":1,"a":2}}"#);
    assert_eq!(answer(&call)["result"]["isError"], true);
}

#[test]
fn errors_about_no_message_have_an_id_in_old_versions_alone() {
    for (version, id) in [
        ("2025-11-25", None),
        ("2025-06-18", Some(&Value::Null)),
        ("2025-03-26", Some(&Value::Null)),
        ("2024-11-05", Some(&Value::Null)),
    ] {
        let account = account(&[]);
        let server = Server::new(&account, &|_| ());
        let session = Session::default();
        let send = |message: &str| -> Value {
            let channel = Channel::Stdio(&session);
            let reply = finish(server.answer(message.as_bytes(), Caller::Anyone, channel));
            serde_json::from_str(&reply.unwrap().json).unwrap()
        };
        assert_eq!(send("{").get("id"), None);
        send(&legacy("initialize", json!({"protocolVersion": version})).to_string());
        assert_eq!(send("{").get("id"), id, "{version}");
    }
}

#[test]
fn lists_of_what_there_is_none_of_are_empty() {
    for (method, member) in [
        ("prompts/list", "prompts"),
        ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
    ] {
        let old = &answer(legacy(method, json!({})))["result"];
        assert_eq!(*old, json!({member: []}));
        let new = &answer(modern(legacy(method, json!({}))))["result"];
        assert_eq!(new[member], json!([]));
        assert!(new["ttlMs"].is_u64());
    }
    let level = legacy("logging/setLevel", json!({"level": "info"}));
    assert_eq!(answer(&level)["result"], json!({}));
    let list = legacy("tools/list", json!({"cursor": ""}));
    assert!(answer(&list)["result"]["tools"].is_array());
}

#[test]
fn modern_requests_have_to_say_version_and_capabilities() {
    let version = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28"});
    let capabilities = json!({"io.modelcontextprotocol/clientCapabilities": {}});
    for meta in [version, capabilities] {
        assert_eq!(code(legacy("tools/list", json!({"_meta": meta}))), -32602);
    }
    for params in [json!({}), json!({"_meta": {}}), json!({"_meta": 1})] {
        assert_eq!(code(legacy("server/discover", params)), -32602);
    }
    let meta = |version: Value, capabilities: Value| {
        json!({"_meta": {
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientCapabilities": capabilities,
        }})
    };
    for meta in [meta(json!(1), json!({})), meta(json!(MODERN), json!([]))] {
        assert_eq!(code(legacy("tools/list", meta)), -32602);
    }
    // The version is looked at before anything else.
    let meta = meta(json!("2030-01-01"), Value::Null);
    let error = &answer(legacy("tools/list", meta))["error"];
    assert_eq!(error["code"], -32022);
    assert_eq!(error["data"]["requested"], "2030-01-01");
    assert_eq!(error["data"]["supported"][0], MODERN);
}

#[test]
fn tools_are_listed_with_their_schemas() {
    let result = &answer(modern(legacy("tools/list", json!({}))))["result"];
    let tools = result["tools"].as_array().unwrap();
    let delete = |tool: &&Value| tool["name"] == "gorgias_customers_delete_customer";
    let delete = tools.iter().find(delete).unwrap();
    assert_eq!(delete["title"], "Delete customer");
    assert_eq!(delete["annotations"]["destructiveHint"], true);
    assert_eq!(delete["inputSchema"]["required"], json!(["id"]));
    assert_eq!(delete["outputSchema"]["type"], "object");
    assert_eq!(result["cacheScope"], "public");
    let bare = &answer(legacy("tools/list", json!({"cursor": null})))["result"];
    assert_eq!(*bare, json!({"tools": tools}));
}

/// Which of the two tools of these tests are listed.
fn listed(variables: &[(&str, &str)], caller: Caller) -> Vec<String> {
    let answer = answer_to(variables, caller, legacy("tools/list", json!({})));
    let names = answer["result"]["tools"].as_array().unwrap().iter();
    let names = names.map(|tool| &tool["name"].as_str().unwrap()["gorgias_customers_".len()..]);
    names
        .filter(|name| ["delete_customer", "get_customer"].contains(name))
        .map(String::from)
        .collect()
}

#[test]
fn what_the_settings_forbid_is_neither_listed_nor_run() {
    const DEFAULT: &str = "GORGIAS_ACCESS is no-delete, its default. To allow it, a person has to set GORGIAS_ACCESS=full";
    for (name, value, reason) in [
        ("GORGIAS_ACCESS", "read-only", "GORGIAS_ACCESS is read-only"),
        ("GORGIAS_ACCESS", "no-delete", "GORGIAS_ACCESS is no-delete"),
        ("GORGIAS_ACCESS", "", DEFAULT),
        (
            "GORGIAS_TOOLS",
            "gorgias_customers_get_customer",
            "GORGIAS_TOOLS does not name it",
        ),
        (
            "GORGIAS_TOOLS",
            " get-customer ,",
            "GORGIAS_TOOLS does not name it",
        ),
        (
            "GORGIAS_EXCLUDE_TOOLS",
            "gorgias-customers-delete-customer",
            "GORGIAS_EXCLUDE_TOOLS names it",
        ),
        (
            "GORGIAS_EXCLUDE_TOOLS",
            "delete_customer",
            "GORGIAS_EXCLUDE_TOOLS names it",
        ),
    ] {
        let variables = [(name, value)];
        assert_eq!(listed(&variables, Caller::Anyone), ["get_customer"]);
        let (message, line) = failed(&answer_with(&variables, destroy(json!({"id": 1}))));
        let start = format!("gorgias_customers_delete_customer is not allowed: {reason}");
        assert!(message.starts_with(&start), "{message}");
        assert!(message.ends_with(". Nothing was sent."), "{message}");
        assert_eq!(line["kind"], "blocked-by-policy");
        assert_eq!(line["request_sent"], false);
    }
}

#[test]
fn the_strictest_setting_counts_and_each_caller_sees_their_own_tools() {
    let both = [
        ("GORGIAS_TOOLS", "get_customer,delete_customer"),
        ("GORGIAS_EXCLUDE_TOOLS", "get_customer"),
    ];
    let access = [
        ("GORGIAS_TOOLS", "delete_customer"),
        ("GORGIAS_ACCESS", "read-only"),
    ];
    let all_read = [TWO, &[("GORGIAS_ACCESS", "read-only")]].concat();
    let shut = [TWO, &[("GORGIAS_CONFIRM__one", "yes")]].concat();
    for (variables, caller, tools) in [
        (&both[..], Caller::Anyone, &["delete_customer"][..]),
        (&access, Caller::Anyone, &[]),
        (TWO, Caller::Of("one"), &["delete_customer", "get_customer"]),
        (TWO, Caller::Of("two"), &["get_customer"]),
        (&all_read, Caller::Of("one"), &["get_customer"]),
        (&shut, Caller::Anyone, &["get_customer"]),
    ] {
        assert_eq!(listed(variables, caller), tools, "{variables:?}");
    }
}

#[test]
fn malformed_settings_are_named_wherever_they_would_count() {
    for (name, value) in [
        ("GORGIAS_TOOLS", "get_customer,nope"),
        ("GORGIAS_EXCLUDE_TOOLS", "gorgias-customers-get"),
        ("GORGIAS_ACCESS", "some"),
        ("GORGIAS_ACESS", "read-only"),
        ("GORGIAS_CONFIRM", "yes"),
        ("GORGIAS_MAX_IDS", "0"),
        ("GORGIAS_MAX_IDS", "10001"),
        ("GORGIAS_PACE", "slow"),
        ("GORGIAS_HIDE", "note..x"),
        ("GORGIAS_ACCESS__one", "some"),
        ("GORGIAS_DOMAIN__", "x"),
        ("GORGIAS_DOMAIN__a b", "x"),
    ] {
        let variables = [(name, value)];
        let list = answer_with(&variables, legacy("tools/list", json!({})));
        assert_eq!(list["error"]["code"], -32603);
        let words = list["error"]["message"].as_str().unwrap();
        assert!(words.contains(&format!("variable {name} ")), "{words}");
        let mut arguments = json!({"id": 7});
        if name == "GORGIAS_ACCESS__one" {
            arguments["PCID"] = json!("one");
        }
        let (message, line) = failed(&answer_with(&variables, look(arguments)));
        assert_eq!(message, words);
        assert_eq!(line["kind"], "not-configured");
        let hello = legacy("initialize", json!({"protocolVersion": "2025-11-25"}));
        assert!(answer_with(&variables, hello)["result"].is_object());
    }
}

#[test]
fn a_connection_is_a_required_parameter_of_every_tool() {
    let list = modern(legacy("tools/list", json!({})));
    let result = &answer_with(TWO, list)["result"];
    assert_eq!(result["cacheScope"], "private");
    for tool in result["tools"].as_array().unwrap() {
        let schema = &tool["inputSchema"];
        assert_eq!(schema["required"][0], "PCID");
        assert_eq!(schema["properties"]["PCID"]["enum"], json!(["one", "two"]));
    }
}

#[test]
fn a_connection_gets_its_own_variables_and_no_others() {
    let account = account(TWO);
    let call = look(json!({"id": 7, "PCID": "two"})).to_string();
    let reply = send(&account, call.as_bytes(), Caller::Anyone).unwrap();
    assert!(reply.json.contains(CUSTOMER), "{}", reply.json);
    assert_eq!(sent(&account), ["second: GET /api/customers/7"]);
}

#[test]
fn failures_name_the_variable_that_counts_for_the_connection() {
    let others = [("GORGIAS_DOMAIN__three", ""), ("GORGIAS_LAUNCHER", "x")];
    let one = json!({"id": 7, "PCID": "one"});
    let two = json!({"id": 7, "PCID": "two"});
    for (variables, call, words) in [
        (
            [TWO, &others].concat(),
            destroy(two.clone()),
            "GORGIAS_ACCESS__two is read-only. To allow it, a person has to set GORGIAS_ACCESS__two=full",
        ),
        (
            [TWO, &[("GORGIAS_ACCESS", "read-only")]].concat(),
            destroy(one.clone()),
            "GORGIAS_ACCESS is read-only",
        ),
        (
            [TWO, &[("GORGIAS_CONFIRM__one", "yes")]].concat(),
            look(one.clone()),
            "variable GORGIAS_CONFIRM__one has to be",
        ),
        (
            Vec::from([("GORGIAS_EMAIL__one", "a@b.c")]),
            look(one),
            "variable GORGIAS_DOMAIN__one is not set",
        ),
    ] {
        let (message, line) = failed(&answer_with(&variables, call));
        assert!(message.contains(words), "{message}");
        let kinds = ["not-configured", "blocked-by-policy"];
        assert_eq!(
            line["kind"],
            kinds[usize::from(words.contains("read-only"))]
        );
    }
    // A connection that is shut keeps no other from serving.
    let shut = [TWO, &[("GORGIAS_CONFIRM__one", "yes")]].concat();
    assert_eq!(answer_with(&shut, look(two))["result"]["isError"], false);
}

#[test]
fn a_wrong_connection_gets_nothing() {
    let account = account(TWO);
    for (caller, pcid, open) in [
        (Caller::Anyone, json!("three"), "`one`, `two`"),
        (Caller::Anyone, Value::Null, "`one`, `two`"),
        (Caller::Anyone, json!(1), "`one`, `two`"),
        (Caller::Of("one"), json!("two"), "`one`"),
        (Caller::Of("one"), json!("three"), "`one`"),
        (Caller::Of("one"), json!("ONE"), "`one`"),
    ] {
        let call = look(json!({"id": 7, "PCID": pcid})).to_string();
        let reply = send(&account, call.as_bytes(), caller).unwrap();
        let (message, line) = failed(&serde_json::from_str(&reply.json).unwrap());
        let words = format!("open to this caller: {open}.");
        assert!(message.contains(&words), "{message}");
        assert_eq!(line["kind"], "invalid-input");
    }
    assert_eq!(sent(&account), [""; 0]);
}

#[test]
fn the_budget_of_calls_stands_in_meta_as_the_api_said_it() {
    const BUDGET: &str = "gorgias-customers/account-api-call-limit";
    let meta = |message: Value| {
        let message = message.to_string();
        let account = account_that_used("1/40", &[]);
        let reply = send(&account, message.as_bytes(), Caller::Anyone).unwrap();
        serde_json::from_str::<Value>(&reply.json).unwrap()["result"]["_meta"].clone()
    };
    let call = destroy(json!({"id": 1}));
    assert_eq!(meta(call.clone()), json!({BUDGET: "1/40"}));
    let both = meta(modern(call));
    assert_eq!(both[BUDGET], "1/40");
    assert_eq!(both.as_object().unwrap().len(), 2);
}

#[test]
fn an_unknown_tool_is_answered_with_one_that_is_listed() {
    for (access, words) in [
        ("full", "; did you mean update_customer?"),
        ("read-only", "; tools/list names them all"),
    ] {
        let call = legacy("tools/call", json!({"name": "updat_custmer"}));
        let answer = answer_with(&[("GORGIAS_ACCESS", access)], call);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.ends_with(words), "{message}");
    }
}

#[test]
fn names_may_be_short_and_both_forms_are_called() {
    for (form, prefix) in [("short", ""), ("full", "gorgias_customers_")] {
        let variables = [("GORGIAS_TOOL_NAMES", form)];
        let list = answer_with(&variables, legacy("tools/list", json!({})));
        let tools = list["result"]["tools"].as_array().unwrap();
        assert_eq!(tools.len(), TOOLS.len());
        for (tool, known) in tools.iter().zip(&TOOLS) {
            assert_eq!(tool["name"], format!("{prefix}{}", known.short_name()));
        }
        for name in ["get_customer", "gorgias_customers_get_customer"] {
            let call = json!({"name": name, "arguments": {"id": 7}});
            let answer = answer_with(&variables, legacy("tools/call", call));
            assert_eq!(answer["result"]["isError"], false, "{answer}");
        }
    }
}

/// Returns the server's keys in the blocks that documentation prints, each with its block.
fn printed() -> Vec<(&'static str, &'static str)> {
    const PAGES: [&str; 2] = [
        include_str!("../../../README.md"),
        include_str!("../../../docs/mcp.md"),
    ];
    let blocks = PAGES
        .iter()
        .flat_map(|it| it.split("```").skip(1).step_by(2));
    let of_block = |block: &'static str| {
        let key = |before: &str, ends: [char; 2]| {
            let (_, rest) = block.split_once(before)?;
            rest.trim_start().trim_start_matches('"').split(ends).next()
        };
        let key = key(r#"ervers": {"#, ['"'; 2])
            .or_else(|| key("mcp add --transport http ", [' ', '\n']))
            .or_else(|| key("mcp add ", [' ', '\n']));
        Some((key?, block))
    };
    blocks.filter_map(of_block).collect()
}

#[test]
fn short_names_fit_into_what_clients_make_of_them() {
    let longest = TOOLS.iter().map(|tool| tool.short_name().len()).max();
    let longest = longest.unwrap();
    let printed = printed();
    assert_eq!(printed.len(), 7);
    for (key, block) in printed {
        // Over HTTP the server's own variables count.
        let is_short = block.contains("GORGIAS_TOOL_NAMES") || block.contains("--transport http");
        assert!(is_short, "{block}");
        for (client, around, most) in [
            ("Cursor", ":", 60),
            ("Claude Code", "mcp____", 64),
            ("Gemini CLI", "mcp__", 63),
            ("VS Code", "mcp__", 64),
            ("opencode", "_", 64),
            ("LibreChat", "_mcp_", 64),
        ] {
            let length = key.len() + around.len() + longest;
            assert!(length <= most, "{client}: {length}: {block}");
        }
    }
}
