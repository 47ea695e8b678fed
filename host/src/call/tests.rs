use super::*;
use std::sync::LazyLock;

static PLUGIN: LazyLock<Plugin> = LazyLock::new(|| Plugin::shipped().unwrap());

fn parse(text: &str) -> Result<Call, CallError> {
    Call::parse(text, &PLUGIN)
}

fn refusal(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn short_and_long_names_mean_the_same() {
    let short = parse("get-event(5)").unwrap();
    let long = parse("gorgias-customers-get-event(5)").unwrap();
    assert_eq!(short.function(), "gorgias-customers-get-event");
    assert_eq!(short.function(), long.function());
    assert_eq!(short.arguments(), [Val::U64(5)]);
}

#[test]
fn optional_arguments_and_fields_may_be_left_out() {
    let all = parse("list-customers({limit: 2})").unwrap();
    let Val::Option(Some(query)) = &all.arguments()[0] else {
        panic!("{:?}", all.arguments());
    };
    let Val::Record(fields) = &**query else {
        panic!("{query:?}");
    };
    let given: Vec<_> = fields
        .iter()
        .filter(|(_, value)| *value != Val::Option(None))
        .collect();
    assert_eq!(given.len(), 1);
    assert_eq!(given[0].0, "limit");

    for text in ["list-customers()", "list-customers(none)"] {
        assert_eq!(parse(text).unwrap().arguments(), [Val::Option(None)]);
    }
    assert_eq!(parse("search(\"customer\")").unwrap().arguments().len(), 3);
}

#[test]
fn a_missing_argument_is_named_with_the_signature() {
    let message = refusal("get-customer()");
    assert!(message.contains("`id` is missing"), "{message}");
    assert!(
        message.contains("get-customer(id: u64, relationships: option<list<string>>)"),
        "{message}"
    );
}

#[test]
fn an_argument_too_many_is_marked() {
    let message = refusal("get-event(1, 2)");
    assert!(
        message.contains("2 arguments for 1 parameters"),
        "{message}"
    );
    assert!(message.contains("\n               ^\n"), "{message}");
}

#[test]
fn a_misspelt_field_is_refused_at_any_depth() {
    let message = refusal("list-customers({limti: 2})");
    assert!(message.contains("no field `limti`"), "{message}");
    let message = refusal("create-customer({channels: [{type: \"email\", adress: \"a@b.test\"}]})");
    assert!(message.contains("no field `adress`"), "{message}");
    let message = refusal(
        "create-custom-field({object-type: customer, label: \"x\", definition: dropdown({choice: []})})",
    );
    assert!(message.contains("no field `choice`"), "{message}");
}

#[test]
fn fields_with_keyword_names_are_known() {
    parse("create-customer({channels: [{%type: \"email\", address: \"a@b.test\"}]})").unwrap();
}

#[test]
fn a_wrong_type_is_refused() {
    let message = refusal("get-event(\"five\")");
    assert!(message.contains("do not fit"), "{message}");
    assert!(message.contains("get-event(id: u64)"), "{message}");
}

#[test]
fn unknown_names_bring_suggestions() {
    let CallError::UnknownFunction { near, .. } = parse("get-custommer(1)").unwrap_err() else {
        panic!("another error");
    };
    assert_eq!(near[0], "get-customer");
    assert!(refusal("list_customers()").contains("list-customers"));
    assert!(refusal("frobnicate()").contains("`tools` lists them all"));
}

#[test]
fn what_is_no_call_is_refused_with_an_example() {
    for text in [
        "",
        "get-customer",
        "get-customer(",
        "get-customer(1) extra",
        "(1)",
    ] {
        let message = refusal(text);
        assert!(message.contains("for example"), "{text}: {message}");
    }
}

#[test]
fn marks_stand_below_characters_not_bytes() {
    let message = refusal("search(\"äöü\", 5)");
    assert!(message.contains("\n                ^\n"), "{message}");
}
