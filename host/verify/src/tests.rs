use super::{
    findings::{State, Verdict},
    *,
};
use host::call::{Call, json};
use mock::{Canned, Mock, MockBuilder, RateLimit};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    sync::{Arc, LazyLock},
};
use tokio::{sync::Semaphore, task::JoinSet};

static COMPILED: LazyLock<Plugin> =
    LazyLock::new(|| Plugin::shipped().expect("the shipped component loads"));

/// With connections of its own, which end with the test's runtime.
fn plugin() -> Plugin {
    let options = host::Options::default();
    Plugin::from_component(COMPILED.component(), COMPILED.bytes(), options).unwrap()
}

fn settings_of(mock: &Mock) -> Settings {
    Settings::read(mock.env()).unwrap()
}

fn sandbox_for(mock: &Mock) -> Sandbox {
    let hosts = [mock.base_url(), mock.files_origin()];
    let grants = hosts.map(|host| host.parse().unwrap());
    Sandbox::new().envs(mock.env()).grants(grants)
}

/// Asks a mock, writing too unless it says otherwise.
struct Trial {
    mock: Mock,
    plugin: Plugin,
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
        Self {
            mock,
            plugin: plugin(),
            task,
        }
    }

    fn reading(mut self) -> Self {
        self.task.write = false;
        self
    }

    async fn report(&self) -> Report {
        self.report_until(Stop::manual().1).await
    }

    async fn report_until(&self, stop: Stop) -> Report {
        let settings = settings_of(&self.mock);
        let sandbox = sandbox_for(&self.mock);
        let report = examine(&self.plugin, sandbox, settings, &self.task, stop);
        report.await.unwrap()
    }

    /// Stops after so many requests, so many times.
    async fn report_stopped(&self, after: usize, times: u32) -> Report {
        let (signals, stop) = Stop::manual();
        let report = self.report_until(stop);
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

    async fn items(&self, call: &str) -> Vec<Value> {
        let sandbox = sandbox_for(&self.mock);
        let mut session = self.plugin.start(&sandbox).await.unwrap();
        let call = Call::parse(call, &self.plugin).unwrap();
        let outcome = session.call(&call).await.unwrap();
        let value = json(outcome.get().unwrap().unwrap());
        let items = value.get("items").unwrap_or(&value);
        items.as_array().unwrap().clone()
    }

    /// The ids of all customers, and of the active fields.
    async fn shop(&self) -> [Vec<u64>; 3] {
        let ids = async |call: &str| {
            let mut ids: Vec<u64> = self
                .items(call)
                .await
                .iter()
                .filter_map(|it| it["id"].as_u64())
                .collect();
            ids.sort_unstable();
            ids
        };
        [
            ids("list-customers({limit: 100})").await,
            ids("list-custom-fields(customer, {archived: false, limit: 100})").await,
            ids("list-custom-fields(ticket, {archived: false, limit: 100})").await,
        ]
    }

    /// What no report may show: credentials, and the names, addresses and ids of the shop.
    async fn private(&self) -> BTreeSet<String> {
        const NAMED: &[&str] = &[
            "id",
            "name",
            "email",
            "address",
            "label",
            "external_id",
            "context",
            "object_id",
            "user_id",
            "firstname",
            "lastname",
        ];
        let mut private: BTreeSet<String> = self
            .mock
            .env()
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        private.remove("full");
        private.insert("Hna8kldnmlal".to_owned());
        let authorities = [self.mock.base_url(), self.mock.files_origin()];
        private.extend(authorities.map(|url| url.rsplit(':').next().unwrap().to_owned()));
        for call in [
            "list-customers({limit: 100})",
            "list-custom-fields(customer)",
            "list-custom-fields(ticket)",
            "list-events({limit: 100})",
            "search(\"agent\")",
            "search(\"customer_channel\", \"\", 50)",
            "search(\"integration\")",
        ] {
            for item in self.items(call).await {
                for key in NAMED {
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
    lines.map(|line| (line.tool.as_str(), line.state)).collect()
}

fn verdicts(report: &Report) -> BTreeMap<&str, Verdict> {
    let lines = report.facts.iter();
    lines
        .map(|line| (line.fact.as_str(), line.verdict))
        .collect()
}

/// The private words that stand in a report.
fn leaks<'a>(report: &Report, private: &'a BTreeSet<String>) -> Vec<&'a String> {
    let text = page::markdown(report, true) + &report.json().unwrap();
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

    let page = page::markdown(&report, true);
    check_file("docs/verify-mock.md", &page);
    // The same in JSON.
    let json: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    assert_eq!(json["tools"].as_array().map(Vec::len), Some(25));
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
    assert_eq!(works.count(), 12);
    assert!(report.requests <= reading::MOST_REQUESTS);
    assert_eq!(report.left, Vec::<String>::new());
}

/// What else cannot be seen where a fact is played the other way, and the tools that differ then.
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
    let facts: Vec<Value> = serde_json::from_str(facts::FACTS).unwrap();
    let mut trials = JoinSet::new();
    for fact in facts.into_iter().filter(|fact| fact["mock"] == true) {
        let (usual, private, permits) = (usual.clone(), private.clone(), permits.clone());
        trials.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let id = fact["id"].as_str().unwrap().to_owned();
            let trial = Trial::with(Mock::builder().play_alternatives(&[&id])).await;
            let before = trial.shop().await;
            let report = trial.report().await;
            let mut problems = Vec::new();
            let consequences = CONSEQUENCES.iter().find(|it| it.0 == id);
            let (_, unseen, differ) = consequences.unwrap_or(&("", &[], &[]));
            let known = verdicts(&usual);
            for (other, verdict) in verdicts(&report) {
                let expected = match other {
                    _ if other == id => Verdict::Refuted,
                    _ if unseen.contains(&other) => Verdict::NotSeen,
                    _ => known[other],
                };
                if verdict != expected {
                    problems.push(format!("{id}: {other} is {verdict:?}"));
                }
            }
            for (tool, state) in states(&report) {
                let expected = match differ.contains(&tool) {
                    true => State::Differs,
                    false => State::Works,
                };
                if state != expected {
                    problems.push(format!("{id}: {tool} {state:?}"));
                }
            }
            if report.is_good() != differ.is_empty() {
                problems.push(format!("{id}: good is {}", report.is_good()));
            }
            let leaks = leaks(&report, &private);
            if !leaks.is_empty() {
                problems.push(format!("{id}: the report shows {leaks:?}"));
            }
            // Where the list leaves archived fields out, the shop is compared all the same.
            if trial.shop().await != before {
                problems.push(format!("{id}: the shop is not as before"));
            }
            problems
        });
    }
    let problems: Vec<String> = trials.join_all().await.concat();
    assert!(problems.is_empty(), "{problems:#?}");
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
    let sandbox = sandbox_for(&trial.mock);
    let settings = settings_of(&trial.mock);
    let pace = Pace::new(WINDOW);
    let probe = Probe::start(&trial.plugin, sandbox, settings, pace, Stop::manual().1);
    let mut probe = probe.await.unwrap();
    let mut own = Own::new("now");
    let (name, email) = (probe::text(&own.name), probe::text(&own.email(1)));
    let definition = "dropdown({choices: []})";
    for call in [
        format!("create-customer({{channels: [], email: {email}}})"),
        format!(
            "create-custom-field({{object-type: customer, label: {name}, definition: {definition}}})"
        ),
    ] {
        probe.ask(call).await.unwrap().result.unwrap();
    }
    own.field_tried = true;
    own.customers.push(own::OwnCustomer {
        email: own.email(1),
        id: None,
        gone: false,
    });
    writing::clean_up(&mut probe, &mut own).await.unwrap();
    assert_eq!(trial.shop().await, before);
    assert!(own.left().iter().all(|left| left.unavoidable));
}

#[tokio::test]
async fn credentials_that_may_only_read_end_well() {
    let trial = Trial::with(Mock::builder().read_only(true)).await;
    let report = trial.report().await;
    assert_eq!(report.ended, COMPLETE);
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
    trial.mock.answer_next(Canned::rate_limited(1));
    let report = trial.report().await;
    assert!(report.is_good(), "{:?}", states(&report));
    assert_eq!(verdicts(&report)["too-many-requests"], Verdict::Confirmed);
}

#[tokio::test]
async fn refused_credentials_end_it_at_once() {
    let trial = Trial::with(Mock::builder()).await;
    let other = trial
        .mock
        .env()
        .into_iter()
        .map(|(name, value)| match name.as_str() {
            "GORGIAS_API_KEY" => (name, "another-key".to_owned()),
            _ => (name, value),
        });
    let other: Vec<_> = other.collect();
    let sandbox = sandbox_for(&trial.mock).envs(other.clone());
    let settings = Settings::read(other).unwrap();
    let stop = Stop::manual().1;
    let report = examine(&trial.plugin, sandbox, settings, &trial.task, stop);
    let report = report.await.unwrap();
    assert_eq!(report.ended, "the credentials were refused");
    assert_eq!(report.requests, 1);
    assert!(!report.is_good());
}

#[tokio::test]
async fn an_account_that_does_not_answer_ends_it_at_once() {
    let trial = Trial::with(Mock::builder()).await;
    // Nobody listens there.
    let elsewhere = [("GORGIAS_BASE_URL", "http://127.0.0.1:1")];
    let sandbox = sandbox_for(&trial.mock).envs(elsewhere);
    let mut variables = trial.mock.env();
    variables[0].1 = elsewhere[0].1.to_owned();
    let settings = Settings::read(variables).unwrap();
    let sandbox = sandbox.grant(elsewhere[0].1).unwrap();
    let mut task = trial.task;
    task.file = None;
    let report = examine(&trial.plugin, sandbox, settings, &task, Stop::manual().1);
    let report = report.await.unwrap();
    assert_eq!(report.ended, "the account could not be reached");
    assert!(!report.is_good());
}

/// `docs/facts.md`, from the same data.
#[test]
fn the_documentation_lists_the_facts() {
    use std::fmt::Write as _;
    let facts: Vec<Value> = serde_json::from_str(facts::FACTS).unwrap();
    let mut page = "\
# Open facts

What no public source settles about the Gorgias API, and what the plugin does in either case. This page \
is made from `host-test/src/cli/verify/facts.json` (`UPDATE=1 cargo test -p host-test --bin host-test \
verify`). [`cargo run -- verify`](verify.md) finds out which hold on an account.
"
    .to_owned();
    let sections = [
        ("reading", "Seen by reading"),
        ("writing", "Seen with `--write`"),
        ("chance", "Seen by chance"),
        ("never", "Not tried"),
    ];
    let mut listed = 0;
    for (seen, title) in sections {
        let _ = writeln!(page, "\n## {title}");
        for fact in facts.iter().filter(|fact| fact["seen"] == seen) {
            listed += 1;
            let text = |key: &str| fact[key].as_str().unwrap();
            let mock = match fact["mock"] == true {
                true => "\n- The mock can play both sides.",
                false => "",
            };
            let _ = write!(
                page,
                "\n### `{}`\n\n{} {}\n\n- If so: {}\n- If not: {}{mock}\n",
                text("id"),
                text("expected"),
                text("open"),
                text("if_so"),
                text("if_not")
            );
        }
    }
    assert_eq!(listed, facts.len());
    check_file("docs/facts.md", &page);
}
