use super::{
    world::{LARGE, World, call, cancel, get, ping, request},
    *,
};
use serde_json::{Value, json};
use std::{format, pin::pin, string::ToString, task::Waker, vec};

#[test]
fn answers_come_in_the_order_in_which_they_are_ready() {
    let world = World::new()
        .at(0, get(1, 300))
        .at(0, get(2, 100))
        .at(0, get(3, 200));
    assert_eq!(world.ids(), [2, 3, 1]);
    assert_eq!(world.milliseconds(), 300);
}

#[test]
fn what_needs_no_request_is_answered_at_once() {
    let dry = json!({"id": 7, "dry_run": true});
    let hello = json!({"protocolVersion": "2025-11-25"});
    let at_once = [
        ping(100),
        request(101, "initialize", hello),
        request(102, "tools/list", json!({})),
        call(
            103,
            "update_customer",
            json!({"id": 7, "name": "Ada", "dry_run": true}),
        ),
        call(104, "get_customer", json!({"id": "x"})),
        call(105, "nothing", dry),
        request(106, "nothing", json!({})),
        json!({"id": 107}),
    ];
    let world = World::new().all_at(0, (0..40).map(|id| get(id, 1000)));
    let world = world.all_at(1, at_once.clone());
    let answers = world.run().unwrap();
    let (at_once, calls) = answers.split_at(at_once.len());
    for (index, (time, answer)) in at_once.iter().enumerate() {
        assert_eq!((*time, &answer["id"]), (1, &json!(100 + index)));
    }
    assert_eq!(calls.len(), 40);
    assert_eq!(calls[0].0, 1000);
}

#[test]
fn sixteen_calls_are_on_the_way_and_the_rest_waits_in_order() {
    let ids: Vec<u64> = (100..150).collect();
    let world = World::new().all_at(0, ids.iter().map(|&id| get(id, id)));
    assert_eq!(world.ids().len(), 50);
    assert_eq!(world.most_open.get(), MAX_CALLS);
    assert_eq!(world.asked.take(), ids);
}

#[test]
fn input_is_not_read_beyond_what_waits() {
    let world = World::new().all_at(0, (0..1000).map(|id| get(id, 1000)));
    let world = world.at(0, ping("last"));
    let log = |_: &str| ();
    {
        let server = Server::new(&world, &log);
        let mut serving = pin!(serve(&server, &world));
        let mut context = Context::from_waker(Waker::noop());
        assert!(serving.as_mut().poll(&mut context).is_pending());
        let read = 1001 - world.input.borrow().len();
        assert_eq!(read, MAX_CALLS + MAX_WAITING);
    }
    // What is served no more leaves nothing behind.
    assert!(world.open.borrow().is_empty());
}

#[test]
fn answers_that_nobody_reads_hold_up_the_input_and_nothing_else() {
    let mut world = World::new();
    world.reads_for = 100;
    let world = world.all_at(0, (0..200).map(ping));
    let world = world.at(0, get("a", 1000)).at(0, get("b", 1000));
    let answers = world.run().unwrap();
    assert_eq!(answers.len(), 202);
    // Both were on the way while the answers before them were read.
    assert_eq!(world.milliseconds(), 200 * 100 + 2 * 100);
}

#[test]
fn a_cancelled_call_is_dropped_and_never_answered() {
    let world = World::new()
        .at(0, get(1, 1000))
        .at(0, call("two", "delete_customer", json!({"id": 2000})))
        .at(0, get(3, 3000))
        .at(10, cancel(1))
        .at(10, cancel("two"))
        .at(10, cancel("three"))
        .at(20, ping(4));
    let answers = world.run().unwrap();
    let ids: Vec<&Value> = answers.iter().map(|(_, answer)| &answer["id"]).collect();
    assert_eq!(ids, [4, 3]);
    let log = world.log.take();
    assert_eq!(
        log,
        [
            "tool=gorgias_customers_get_customer id=1000 outcome=cancelled ms=10 requests=1 tries=1",
            "tool=gorgias_customers_delete_customer id=2000 outcome=cancelled may_have_been_made=true ms=10 requests=1 tries=1",
            "tool=gorgias_customers_get_customer id=3000 outcome=ok ms=3000 requests=1 tries=1",
        ]
    );
}

#[test]
fn a_call_that_waits_for_its_turn_can_be_cancelled() {
    let last = MAX_CALLS as u64;
    let world = World::new().all_at(0, (0..=last).map(|id| get(id, 100)));
    let world = world.at(1, cancel(last)).at(1, cancel(0));
    assert_eq!(world.ids().len(), MAX_CALLS - 1);
    assert_eq!(world.asked.borrow().len(), MAX_CALLS);
    let cancelled = "outcome=cancelled ms=1 requests=0 tries=0";
    assert!(world.log.borrow()[0].ends_with(cancelled));
}

#[test]
fn an_answer_that_is_not_written_yet_can_be_cancelled() {
    let mut world = World::new()
        .at(0, get(1, 1))
        .at(0, get(2, 2))
        .at(50, cancel(2));
    world.reads_for = 100;
    assert_eq!(world.ids(), [1]);
}

#[test]
fn calls_of_one_id_are_all_answered() {
    let world = World::new().at(0, get(1, 20)).at(0, get(1, 10));
    assert_eq!(world.ids(), [1, 1]);
    let ids =
        [r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"\u0061"}}"#];
    let world = World::new().at(0, get("a", 20)).at(1, ids[0]);
    assert_eq!(world.ids(), [Value::Null; 0]);
}

fn with_token(mut call: Value, token: Value) -> Value {
    call["params"]["_meta"] = json!({"progressToken": token});
    call
}

#[test]
fn a_client_that_wants_to_hears_of_progress_every_five_seconds() {
    let world = World::new()
        .at(0, with_token(get(1, 12_000), json!("a\"b")))
        .at(0, with_token(get(2, 4_000), json!(7)))
        .at(0, with_token(get(3, 6_000), json!({})))
        .at(0, get(4, 13_000));
    let answers = world.run().unwrap();
    let progress: Vec<_> = answers
        .iter()
        .filter(|(_, it)| it["id"].is_null())
        .collect();
    assert_eq!(progress.len(), 2);
    for ((time, message), expected) in progress.iter().zip([5000, 10_000]) {
        assert_eq!(*time, expected);
        assert_eq!(message["method"], "notifications/progress");
        let params = &message["params"];
        assert_eq!(params["progressToken"], "a\"b");
        assert_eq!(params["progress"].as_f64(), Some(expected as f64 / 1000.0));
        assert_eq!(params["total"], 30);
        assert_eq!(params["message"], "Waiting for Gorgias");
    }
}

#[test]
fn a_client_hears_at_once_of_a_long_wait() {
    let world = World::new()
        .at(0, with_token(get(1, 100), json!(1)))
        .at(0, with_token(get(2, 200), json!(2)));
    world.refusals.borrow_mut().insert(100, vec![(429, "12")]);
    world.refusals.borrow_mut().insert(200, vec![(429, "1")]);
    let answers = world.run().unwrap();
    let mut told = answers.clone();
    told.retain(|(_, it)| it["params"]["progressToken"] == 1);
    let (time, first) = &told[0];
    assert_eq!(*time, 100);
    let words = first["params"]["message"].as_str().unwrap();
    assert!(words.starts_with("Gorgias asks to wait 1"), "{words}");
    assert!(words.ends_with(" s; try 2 of 4"), "{words}");
    let progress = |(_, it): &(u64, Value)| it["params"]["progress"].as_f64().unwrap();
    assert!(told.is_sorted_by(|one, next| progress(one) < progress(next)));
    let second = answers.iter().find(|(_, it)| it["id"] == 2).unwrap();
    assert_eq!(second.1["result"]["isError"], false);
    let log = world.log.take();
    let is_retried = |line: &String| line.ends_with("requests=2 tries=2");
    assert!(log.iter().any(is_retried), "{log:?}");
}

#[test]
fn at_the_end_of_input_what_is_on_the_way_is_finished() {
    let world = World::new().at(0, get(1, 1000)).at(10, ping(2));
    assert_eq!(world.ids(), [2, 1]);
    assert_eq!(World::new().run(), Ok(Vec::new()));
    let open = World::new();
    let line = ping(1).to_string();
    open.input.borrow_mut().push_back((0, line));
    assert_eq!(open.ids(), [1]);
}

#[test]
fn when_nobody_reads_any_more_it_ends_at_once() {
    let mut world = World::new()
        .at(0, get(1, 1000))
        .at(10, ping(2))
        .at(1_000_000, ping(3));
    world.is_closed = true;
    assert_eq!(world.run(), Err(Closed));
    assert_eq!(world.milliseconds(), 10);
    assert!(world.open.borrow().is_empty());
}

#[test]
fn large_answers_are_fewer_at_once() {
    for (bytes, calls, at_once) in [("50000000", 10, 2), ("268435456", 3, 1)] {
        let world = World::new().with("GORGIAS_MAX_RESPONSE_BYTES", bytes);
        let world = world.all_at(0, (0..calls).map(|id| get(id, 100)));
        assert_eq!(world.ids().len(), calls);
        assert_eq!(world.most_open.get(), at_once);
    }
}

#[test]
fn the_calls_of_a_batch_run_at_once_and_are_answered_together() {
    let batch = json!([get(1, 300), ping(2), get(3, 100), cancel(9), get(4, 200)]);
    let world = World::new().at(0, batch).at(0, get(5, 250));
    let answers = world.run().unwrap();
    assert_eq!(answers[0].1["id"], 5);
    let (time, together) = &answers[1];
    assert_eq!(*time, 300);
    let ids: Vec<&Value> = together
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert_eq!(ids, [2, 3, 4, 1]);
    assert_eq!(world.log.borrow().len(), 4);
}

#[test]
fn a_call_of_a_batch_can_be_cancelled() {
    let world = World::new()
        .at(0, json!([get(1, 300), get(2, 100)]))
        .at(0, json!([get(3, 400)]))
        .at(10, cancel(1))
        .at(10, cancel(3));
    let answers = world.run().unwrap();
    assert_eq!(answers.len(), 1);
    let (time, together) = &answers[0];
    assert_eq!((*time, &together[0]["id"]), (100, &json!(2)));
    assert_eq!(together.as_array().unwrap().len(), 1);
}

#[test]
fn a_batch_whose_answers_are_too_large_stops() {
    let calls: Vec<Value> = (1..=40).map(|id| get(id, LARGE)).collect();
    let world = World::new()
        .with("GORGIAS_MAX_RESULT_BYTES", "0")
        .at(0, Value::from(calls));
    let (_, together) = &world.run().unwrap()[0];
    let answers = together.as_array().unwrap();
    assert_eq!(answers.len(), 40);
    assert_eq!(world.asked.borrow().len(), MAX_CALLS);
    let words = |answer: &Value| answer["error"]["message"].as_str().map(String::from);
    let words: Vec<String> = answers.iter().filter_map(words).collect();
    let ends = |end: &str| words.iter().filter(|words| words.ends_with(end)).count();
    // Some of those that were made have room.
    let made = MAX_CALLS - ends("its answer is left out");
    assert!((2..=8).contains(&made), "{made}");
    assert_eq!(ends("Nothing was sent."), 40 - MAX_CALLS);
}

#[test]
fn a_message_that_is_too_long_is_answered_by_its_id() {
    let long = call(
        "long",
        "get_customer",
        json!({"x": "x".repeat(crate::lines::MAX_LINE)}),
    );
    let world = World::new().at(0, long).at(0, ping(1));
    // In one piece it would never come.
    let pieces: Vec<(u64, String)> = {
        let mut input = world.input.borrow_mut();
        let (_, line) = input.pop_front().unwrap();
        let chunks = line.as_bytes().chunks(1 << 20);
        chunks
            .map(|chunk| (0, String::from_utf8(chunk.into()).unwrap()))
            .chain(input.drain(..))
            .collect()
    };
    world.input.borrow_mut().extend(pieces);
    let answers = world.run().unwrap();
    let (_, first) = &answers[0];
    assert_eq!(
        (&first["id"], &first["error"]["code"]),
        (&json!("long"), &json!(-32600))
    );
    assert_eq!(answers[1].1["id"], 1);
}

#[test]
fn the_log_can_be_json_or_off() {
    let ids = json!({"ids": [1, "2"], "dry_run": true});
    let lines = |form: &str| {
        let world = World::new()
            .with("GORGIAS_LOG", form)
            .at(0, call(1, "delete_customers", ids.clone()))
            .at(0, get(2, 5))
            .at(0, call(3, "nothing", json!({})))
            .at(0, get(4, 0))
            .at(0, ping(5));
        world.run().unwrap();
        world.log.take()
    };
    assert_eq!(
        lines("json"),
        [
            r#"{"tool":"unknown","outcome":"refused","code":-32602,"ms":0,"requests":0,"tries":0}"#,
            r#"{"tool":"gorgias_customers_get_customer","outcome":"invalid-input","ms":0,"requests":0,"tries":0}"#,
            r#"{"tool":"gorgias_customers_delete_customers","ids":[1,2],"dry_run":true,"outcome":"ok","ms":3,"requests":2,"tries":1}"#,
            r#"{"tool":"gorgias_customers_get_customer","id":[5],"outcome":"ok","ms":5,"requests":1,"tries":1}"#,
        ]
    );
    assert_eq!(
        lines("text")[2],
        "tool=gorgias_customers_delete_customers ids=1,2 dry_run=true outcome=ok ms=3 requests=2 tries=1"
    );
    assert_eq!(lines("off"), [""; 0]);
    let wrong = World::new().with("GORGIAS_LOG", "loud").at(0, get(1, 1));
    let answers = wrong.run().unwrap();
    let text = answers[0].1["result"]["content"][0]["text"]
        .as_str()
        .unwrap();
    assert!(
        text.contains("GORGIAS_LOG has to be `text`, `json` or `off`"),
        "{text}"
    );
}

#[test]
fn what_is_wrong_with_the_settings_stands_in_the_log() {
    let world = World::new()
        .with("GORGIAS_WEBHOOK", "x")
        .with("GORGIAS_DOMAIN__a", "a")
        .with("GORGIAS_PACE__b", "slow")
        .at(0, ping(1));
    world.run().unwrap();
    let log = world.log.take();
    assert_eq!(
        log[0],
        "settings=\"GORGIAS_WEBHOOK is no setting of this server\""
    );
    assert!(log[1].contains("GORGIAS_PACE__b has to be"), "{log:?}");
    let world = World::new()
        .with("GORGIAS_ACESS", "read-only")
        .at(0, ping(1));
    world.run().unwrap();
    assert!(world.log.take()[0].contains("GORGIAS_ACESS is no setting, but nearly GORGIAS_ACCESS"));
}

/// Makes a client that can ask a person, before deletions.
fn asking() -> World {
    asking_in("2025-11-25")
}

fn asking_in(version: &str) -> World {
    let hello = json!({"protocolVersion": version, "capabilities": {"elicitation": {}}});
    World::new()
        .with("GORGIAS_CONFIRM", "destructive")
        .at(0, request(0, "initialize", hello))
}

fn delete(id: u64) -> Value {
    call(id, "delete_customer", json!({"id": id}))
}

/// Writes the person's answer to the question of this number.
fn choice(number: u64, action: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": format!("ask-{number}"), "result": {"action": action}})
}

/// Returns the methods and ids of what came out, with their times, without the answer to
/// `initialize`.
fn seen(world: &World) -> Vec<(u64, String)> {
    let name = |message: &Value| match message["method"].as_str() {
        Some(method) => method.to_string(),
        None => message["id"].to_string(),
    };
    let answers = world.run().unwrap();
    answers[1..]
        .iter()
        .map(|(time, it)| (*time, name(it)))
        .collect()
}

/// Returns the words of the answer to a call that failed.
fn words_of(answers: &[(u64, Value)], id: u64) -> String {
    let (_, answer) = answers.iter().find(|(_, it)| it["id"] == id).unwrap();
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    answer["result"]["content"][0]["text"].to_string()
}

#[test]
fn a_yes_sends_the_call_and_all_else_does_not() {
    for version in ["2025-06-18", "2025-11-25"] {
        let world = asking_in(version)
            .at(0, delete(1))
            .at(5, choice(1, "accept"));
        let (_, done) = world.run().unwrap().pop().unwrap();
        assert_eq!(done["result"]["structuredContent"], json!({"done": true}));
        // Read, and deleted.
        assert_eq!(world.asked.take(), [1, 1]);
    }
    let error =
        json!({"jsonrpc": "2.0", "id": "ask-3", "error": {"code": -32601, "message": "no"}});
    let world = asking()
        .at(0, delete(1))
        .at(10, delete(2))
        .at(20, delete(3))
        .at(30, choice(1, "decline"))
        .at(30, choice(2, "yes"))
        .at(30, error)
        .at(40, choice(1, "accept"))
        .at(50, delete(4))
        .at(700_000, choice(4, "accept"));
    let answers = world.run().unwrap();
    for (id, words) in [
        (1, "the person who was asked did not agree"),
        (2, "the person who was asked did not agree"),
        (3, "the client could not ask"),
        (4, "nobody answered within 10 minutes"),
    ] {
        assert!(words_of(&answers, id).contains(words), "{answers:?}");
    }
    assert_eq!(world.asked.take(), [1, 2, 3, 4]);
}

#[test]
fn a_person_may_take_ten_minutes_while_other_calls_go_on() {
    let world = asking()
        .all_at(0, (1..=MAX_CALLS as u64).map(delete))
        .at(1000, get(100, 50))
        .at(400_000, choice(3, "accept"))
        .at(500_000, choice(4, "decline"))
        .at(700_000, ping(101));
    let seen = seen(&world);
    let (asked, rest) = seen.split_at(MAX_CALLS);
    assert!(
        asked.iter().all(|(_, it)| it == "elicitation/create"),
        "{asked:?}"
    );
    assert_eq!(rest[0], (1050, "100".into()));
    assert_eq!(rest[1], (400_003, "3".into()));
    assert_eq!(rest[2], (500_000, "4".into()));
    // The others are given up, and the client hears that their questions are void.
    let given_up = &rest[3..rest.len() - 1];
    assert_eq!(given_up.len(), 2 * (MAX_CALLS - 2));
    assert!(
        given_up
            .iter()
            .all(|(time, _)| (600_000..601_000).contains(time)),
        "{given_up:?}"
    );
    let log = world.log.take();
    let agreed = |line: &&String| line.contains("id=3 agreed=true outcome=ok");
    assert_eq!(log.iter().filter(agreed).count(), 1, "{log:?}");
    assert_eq!(
        log.iter()
            .filter(|line| line.contains("outcome=declined"))
            .count(),
        MAX_CALLS - 1
    );
}

#[test]
fn a_question_is_taken_back_with_its_call() {
    let world = asking()
        .at(0, delete(1))
        .at(100, cancel(1))
        .at(200, choice(1, "accept"));
    let seen = seen(&world);
    let expected = [
        (1, "elicitation/create".to_string()),
        (100, "notifications/cancelled".into()),
    ];
    assert_eq!(seen, expected);
    // Read, and not deleted.
    assert_eq!(world.asked.take(), [1]);
    let log = world.log.take();
    assert!(
        log[0].contains("outcome=cancelled") && !log[0].contains("may_have"),
        "{log:?}"
    );
}

#[test]
fn nobody_is_waited_for_when_the_client_has_stopped_writing() {
    let world = asking().at(0, delete(1));
    let seen = seen(&world);
    assert_eq!(seen.last().unwrap(), &(1, "1".to_string()));
    assert_eq!(world.asked.take(), [1]);
}

#[test]
fn progress_says_that_a_person_is_asked() {
    let world = asking()
        .at(0, with_token(delete(1), json!("t")))
        .at(12_000, choice(1, "accept"));
    let answers = world.run().unwrap();
    let words: Vec<&Value> = answers
        .iter()
        .filter(|(_, it)| it["method"] == "notifications/progress")
        .map(|(_, it)| &it["params"]["message"])
        .collect();
    assert_eq!(words, ["Waiting for the person who is asked"; 2]);
}
