use super::{
    report::{State, Verdict},
    *,
};
use gorgias_customers::tool::{Effect, Tool};
use host::Options;
use mock::{Canned, Mock, MockBuilder, RateLimit};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    sync::{Arc, LazyLock},
};
use tokio::{sync::Semaphore, task::JoinSet};

static SERVER: LazyLock<McpServer> =
    LazyLock::new(|| McpServer::shipped(Options::default()).expect("the shipped component loads"));

/// Asks a mock, writing too unless it says otherwise.
struct Trial {
    mock: Mock,
    server: McpServer,
    task: Task,
}

impl Trial {
    async fn with(mock: MockBuilder) -> Self {
        let mock = mock.start().await.unwrap();
        let task = Task {
            account: "the mock",
            write: true,
            file: Some(mock.base_url() + mock::FILE),
            window: WINDOW,
        };
        // Connections end with the test's runtime.
        let server = SERVER.with_connections_of_its_own().unwrap();
        Self { mock, server, task }
    }

    fn reading(mut self) -> Self {
        self.task.write = false;
        self
    }

    fn sandbox(&self) -> Sandbox {
        let hosts = [self.mock.base_url(), self.mock.files_origin()];
        let grants = hosts.map(|host| host.parse().unwrap());
        Sandbox::new().envs(self.mock.env()).grants(grants)
    }

    async fn report(&self) -> Report {
        self.report_with(&[], Interrupt::manual().1).await
    }

    async fn report_with(&self, changed: &[(&str, &str)], interrupt: Interrupt) -> Report {
        let mut variables: BTreeMap<String, String> = self.mock.env().into_iter().collect();
        let changed = changed
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        variables.extend(changed);
        let settings = Settings::read(variables.clone().into_iter().collect()).unwrap();
        let sandbox = self.sandbox().envs(variables);
        let report = examine(&self.server, sandbox, settings, &self.task, interrupt);
        report.await.unwrap()
    }

    /// Stops after so many requests, so many times.
    async fn report_stopped(&self, after: usize, times: u32) -> Report {
        let (signals, interrupt) = Interrupt::manual();
        let report = self.report_with(&[], interrupt);
        let mut report = std::pin::pin!(report);
        loop {
            let turn = tokio::time::sleep(Duration::from_micros(200));
            tokio::select! {
                report = &mut report => return report,
                () = turn => {
                    if self.mock.requests().len() >= after {
                        signals.send_replace(times);
                    }
                }
            }
        }
    }

    async fn call(&self, tool: &str, arguments: Value) -> Value {
        let sandbox = self.sandbox();
        let call = probe::call(&self.server, &sandbox, tool, &arguments);
        call.await.unwrap().unwrap()
    }

    async fn items(&self, tool: &str, arguments: Value) -> Vec<Value> {
        let mut found = self.call(tool, arguments).await;
        serde_json::from_value(found["items"].take()).unwrap()
    }

    /// The ids of all customers, and of the active fields.
    async fn shop(&self) -> [BTreeSet<u64>; 3] {
        let ids = async |tool: &str, arguments: Value| {
            let items = self.items(tool, arguments).await;
            items.iter().filter_map(|it| it["id"].as_u64()).collect()
        };
        let fields = |of: &str| json!({"object_type": of, "archived": false, "limit": 100});
        [
            ids("list-customers", json!({"limit": 100})).await,
            ids("list-custom-fields", fields("Customer")).await,
            ids("list-custom-fields", fields("Ticket")).await,
        ]
    }

    /// Texts that no report may show: credentials, and the names, addresses and ids of the shop.
    async fn private(&self) -> BTreeSet<String> {
        const NAMED: &str =
            "id name email address label external_id context object_id user_id firstname lastname";
        let env = self.mock.env().into_iter().map(|(_, value)| value);
        let mut private: BTreeSet<String> = env.filter(|it| it != "full").collect();
        private.insert("Hna8kldnmlal".to_owned());
        let authorities = [self.mock.base_url(), self.mock.files_origin()];
        private.extend(authorities.map(|url| url.rsplit(':').next().unwrap().to_owned()));
        for (tool, arguments) in [
            ("list-customers", json!({"limit": 100})),
            ("list-custom-fields", json!({"object_type": "Customer"})),
            ("list-custom-fields", json!({"object_type": "Ticket"})),
            ("list-events", json!({"limit": 100})),
            ("search", json!({"type": "agent"})),
            ("search", json!({"type": "customer_channel", "size": 50})),
            ("search", json!({"type": "integration"})),
        ] {
            for item in self.items(tool, arguments).await {
                for key in NAMED.split(' ') {
                    let text = match &item[key] {
                        Value::String(text) => text.clone(),
                        Value::Number(number) => number.to_string(),
                        _ => continue,
                    };
                    // Short numbers stand for anything.
                    if text.len() > 3 || text.parse::<u64>().is_err() && text.len() > 2 {
                        private.insert(text);
                    }
                }
            }
        }
        private
    }
}

fn states(report: &Report) -> BTreeMap<&str, State> {
    let lines = report.tools.iter();
    lines.map(|line| (line.tool, line.state)).collect()
}

fn verdicts(report: &Report) -> BTreeMap<&str, Verdict> {
    let lines = report.facts.iter();
    lines
        .map(|line| (line.fact.as_str(), line.verdict))
        .collect()
}

/// The private words that stand in a report.
fn leaks<'a>(report: &Report, private: &'a BTreeSet<String>) -> Vec<&'a String> {
    let text = markdown(report, true) + &report.json().unwrap();
    let stands = |word: &&String| {
        let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        text.match_indices(word.as_str()).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + word.len()..]);
            !is_inside(before.chars().next_back()) && !is_inside(after.chars().next())
        })
    };
    private.iter().filter(stands).collect()
}

/// Compares with a file of the repository, or writes it when `UPDATE` is set.
fn check_file(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path);
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, expected).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "{path} is not up to date; run the tests once with UPDATE=1. It should be:\n{expected}"
    );
}

#[tokio::test]
async fn on_the_mock_as_it_is_all_tools_work_and_the_report_is_the_recorded_one() {
    let trial = Trial::with(Mock::builder()).await;
    let before = trial.shop().await;
    let private = trial.private().await;
    trial.mock.clear_requests();
    let report = trial.report().await;
    assert_eq!(report.requests, trial.mock.requests().len());
    assert!(report.is_good(), "{:?}", states(&report));
    assert!(states(&report).values().all(|state| *state == State::Works));
    assert_eq!(leaks(&report, &private), Vec::<&String>::new());
    assert_eq!(trial.shop().await, before);
    // That would be noticed.
    let mut open = report.clone();
    open.left.push("Ada Mae Byron, 700101".to_owned());
    assert_eq!(
        leaks(&open, &private),
        ["700101", "Ada", "Ada Mae Byron", "Byron"]
    );

    let page = markdown(&report, true);
    check_file("docs/verify-mock.md", &page);
    // The same in JSON.
    let json: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    assert_eq!(
        json["tools"].as_array().map(Vec::len),
        Some(Tool::ALL.len())
    );
    assert_eq!(json["facts"][0]["verdict"], "confirmed");
    assert_eq!(
        json["exchanges"].as_array().map(Vec::len),
        Some(report.requests)
    );
}

#[tokio::test]
async fn reading_changes_nothing_and_takes_at_most_40_requests() {
    let trial = Trial::with(Mock::builder().read_only(true)).await.reading();
    let report = trial.report().await;
    assert!(report.is_good(), "{:?}", states(&report));
    let works = states(&report)
        .into_values()
        .filter(|it| *it == State::Works);
    let reading = Tool::ALL.iter().filter(|it| it.effect() == Effect::Read);
    assert_eq!(works.count(), reading.count());
    assert!(report.requests <= MOST_REQUESTS);
    assert_eq!(report.left, Vec::<String>::new());
}

/// Lists what else cannot be seen where a fact is played the other way, and the tools that differ then.
const CONSEQUENCES: &[(&str, &[&str], &[&str])] = &[
    (
        "legacy-statistics",
        &["legacy-names"],
        &["post-api-stats-name", "post-api-stats-name-download"],
    ),
    ("value-bare", &[], &["update-customer-custom-field-value"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fact_played_the_other_way_is_refuted_and_no_other() {
    let usual = Trial::with(Mock::builder()).await;
    let private = Arc::new(usual.private().await);
    let usual = Arc::new(usual.report().await);
    let permits = Arc::new(Semaphore::new(4));
    let mut trials = JoinSet::new();
    for id in mock::alternatives() {
        let (usual, private, permits) = (usual.clone(), private.clone(), permits.clone());
        trials.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let trial = Trial::with(Mock::builder().play_alternatives(&[&id])).await;
            let before = trial.shop().await;
            let report = trial.report().await;
            let consequences = CONSEQUENCES.iter().find(|it| it.0 == id);
            let (_, unseen, differ) = consequences.unwrap_or(&("", &[], &[]));
            let mut expected = verdicts(&usual);
            assert!(expected.insert(&id, Verdict::Refuted).is_some(), "{id}");
            expected.extend(unseen.iter().map(|fact| (*fact, Verdict::NotSeen)));
            assert_eq!(verdicts(&report), expected, "{id}");
            let mut expected = states(&usual);
            expected.extend(differ.iter().map(|tool| (*tool, State::Differs)));
            assert_eq!(states(&report), expected, "{id}");
            assert_eq!(report.is_good(), differ.is_empty(), "{id}");
            assert_eq!(leaks(&report, &private), Vec::<&String>::new(), "{id}");
            // Where the list leaves archived fields out, the shop is compared all the same.
            assert_eq!(trial.shop().await, before, "{id}");
        });
    }
    trials.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_it_is_stopped_the_shop_is_as_before() {
    let all = Trial::with(Mock::builder()).await.report().await.requests;
    for after in (1..all - 3).step_by(3) {
        let trial = Trial::with(Mock::builder()).await;
        let before = trial.shop().await;
        trial.mock.clear_requests();
        let report = trial.report_stopped(after, 1).await;
        assert_eq!(report.ended, "stopped by a person", "after {after}");
        assert!(!report.is_good());
        assert_eq!(trial.shop().await, before, "after {after}");
    }
}

#[tokio::test]
async fn what_a_second_signal_leaves_is_named() {
    let trial = Trial::with(Mock::builder()).await;
    let before = trial.shop().await;
    trial.mock.clear_requests();
    let report = trial.report_stopped(50, 2).await;
    let now = trial.shop().await;
    let more = |kind: usize| now[kind].len() - before[kind].len();
    let named = |what: &str| report.left.iter().filter(|it| it.contains(what)).count();
    assert_eq!(more(0), named("not deleted"), "{:?}", report.left);
    assert!(more(0) > 0);
    assert!(named("custom-field-1") == 1, "{:?}", report.left);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_found_and_undone() {
    let trial = Trial::with(Mock::builder()).await;
    let before = trial.shop().await;
    let known = Known::new(created::names("now"));
    let mut created = Created::default();
    for (what, tool, arguments) in [
        (
            "1",
            "create-customer",
            json!({"channels": [{"type": "email", "address": "{email1}"}], "email": "{email1}"}),
        ),
        (
            "field",
            "create-custom-field",
            json!({"object_type": "Customer", "label": "{name}", "definition":
            {"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": []}}}),
        ),
    ] {
        trial.call(tool, known.fill(&arguments).unwrap()).await;
        created.tries(what, &known);
    }
    let settings = Settings::read(trial.mock.env()).unwrap();
    let interrupt = Interrupt::manual().1;
    let report = Report::new("the mock", true).unwrap();
    let mut probe = Probe::new(
        &trial.server,
        trial.sandbox(),
        settings,
        WINDOW,
        interrupt,
        report,
    );
    created.clean_up(&mut probe).await.unwrap();
    assert_eq!(trial.shop().await, before);
    assert!(created.left().iter().all(|left| left.unavoidable));
}

#[tokio::test]
async fn credentials_that_may_only_read_end_well() {
    let trial = Trial::with(Mock::builder().read_only(true)).await;
    let report = trial.report().await;
    assert_eq!(report.ended, "complete");
    assert!(!report.is_good());
    assert_eq!(report.left, Vec::<String>::new());
    let tools = states(&report);
    assert_eq!(tools["create-customer"], State::Differs);
    assert_eq!(tools["merge-customers"], State::NotTried);
    assert_eq!(tools["list-customers"], State::Works);
    let line = report
        .tools
        .iter()
        .find(|line| line.tool == "create-customer");
    assert_eq!(line.unwrap().note.as_deref(), Some("forbidden, 403"));
}

/// A window of one second in the place of 20, on both sides.
#[tokio::test]
async fn a_small_budget_is_never_overdrawn() {
    let window = Duration::from_secs(1);
    let limit = RateLimit {
        api_key: 5,
        access_token: 5,
        window,
    };
    let mut trial = Trial::with(Mock::builder().rate_limit(limit)).await;
    trial.task.window = window;
    let report = trial.report().await;
    assert!(report.is_good(), "{:?}", states(&report));
    assert_eq!(report.budget, Some(5));
    let refused = |report: &Report| report.exchanges.iter().any(|it| it.status == Some(429));
    assert!(!refused(&report));
}

#[tokio::test]
async fn a_budget_that_others_use_up_is_waited_for_and_tells_of_429() {
    let trial = Trial::with(Mock::builder()).await.reading();
    let busy = Canned::new(429).header("retry-after", "1");
    let busy = busy.body(r#"{"error": {"msg": "Rate limit exceeded."}}"#);
    trial.mock.answer_next(busy);
    let report = trial.report().await;
    assert!(report.is_good(), "{:?}", states(&report));
    assert_eq!(verdicts(&report)["too-many-requests"], Verdict::Confirmed);
}

#[tokio::test]
async fn an_account_that_cannot_answer_ends_it_at_once() {
    for (name, value, ended, requests) in [
        (
            "GORGIAS_API_KEY",
            "another-key",
            "the credentials were refused",
            1,
        ),
        // Nobody is let through to there.
        (
            "GORGIAS_BASE_URL",
            "http://127.0.0.1:1",
            "the account could not be reached",
            0,
        ),
    ] {
        let mut trial = Trial::with(Mock::builder()).await;
        trial.task.file = None;
        let report = trial
            .report_with(&[(name, value)], Interrupt::manual().1)
            .await;
        assert_eq!(report.ended, ended);
        assert_eq!(trial.mock.requests().len(), requests);
        assert!(!report.is_good());
    }
}

/// `docs/facts.md`, from the same data.
#[test]
fn the_documentation_lists_the_facts() {
    let facts: Vec<Value> = serde_json::from_str(facts::FACTS).unwrap();
    let alternatives = mock::alternatives();
    let section = |(seen, title): (&str, &str)| {
        let facts = facts.iter().filter(|fact| fact["seen"] == seen);
        let facts = facts.map(|fact| {
            let text = |key: &str| fact[key].as_str().unwrap();
            let [id, expected, open] = ["id", "expected", "open"].map(text);
            let mock = match alternatives.iter().any(|it| it == id) {
                true => "\n- The mock can play both sides.",
                false => "",
            };
            let [so, not] = ["if_so", "if_not"].map(text);
            format!("\n### `{id}`\n\n{expected} {open}\n\n- If so: {so}\n- If not: {not}{mock}\n")
        });
        format!("\n## {title}\n{}", facts.collect::<String>())
    };
    let sections = [
        ("reading", "Seen by reading"),
        ("writing", "Seen with `--write`"),
        ("chance", "Seen by chance"),
        ("never", "Not tried"),
    ];
    let sections = sections.map(section).concat();
    let page = format!(
        "\
# Open facts

What no public source settles about the Gorgias API, and what the plugin does in either case. This page \
is made from `host/verify/src/facts.json` (`UPDATE=1 cargo test -p verify`). [`cargo run -- verify`](verify.md) finds out which hold on an account.
{sections}"
    );
    check_file("docs/facts.md", &page);
}
