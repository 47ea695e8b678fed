//! Parameters that are refused before anything is sent. What is refused is tested where the checks
//! are; here, that each parameter has its check: a row for each, with its name, the problem, the call.

use crate::support::World;

/// `é*256` stands for so many of them.
const REFUSED: &str = r#"
limit           | 0; allowed are 1 to 100          | list-customers({limit: 0})
limit           | 101; allowed are 1 to 100        | list-customers({limit: 101})
limit           | 1 to 100                         | list-events({limit: 0})
limit           | 4294967295; allowed are 1 to 100 | list-events({limit: 4294967295})
limit           | 1 to 100                         | list-custom-fields(ticket, {limit: 0})
limit           | 101; allowed are 1 to 100        | list-custom-fields(ticket, {limit: 101})
limit           | 1 to 10000                       | post-api-reporting-stats("{}", {limit: 0})
limit           | 10001; allowed are 1 to 10000    | post-api-reporting-stats("{}", {limit: 10001})
size            | 1 to 50                          | search("customer", "ada", 0)
size            | 51; allowed are 1 to 50          | search("customer", "ada", 51)
priority        | 5001; allowed are 0 to 5000      | create-custom-field({object-type: ticket, label: "x", definition: text({:}), priority: 5001})
priority        | 5001; allowed are 0 to 5000      | update-custom-field(1, {priority: 5001})
body[0].priority | 5001; allowed are 0 to 5000     | update-custom-fields([{id: 1, changes: {priority: 5001}}])
label           | 0 characters; allowed are 1 to   | create-custom-field({object-type: ticket, label: "", definition: text({:})})
label           | 256 characters; allowed are 1 to | create-custom-field({object-type: ticket, label: "é*256", definition: text({:})})
description     | 1025 characters; allowed are 0   | create-custom-field({object-type: ticket, label: "x", definition: text({:}), description: "é*1025"})
label           | 1 to 255                         | update-custom-field(1, {label: ""})
body[0].label   | 1 to 255                         | update-custom-fields([{id: 1, changes: {label: "é*256"}}])
source-id       | start at 1                       | merge-customers(0, 1)
target-id       | start at 1                       | merge-customers(1, 0)
id              | start at 1                       | get-customer(0)
id              | start at 1                       | update-customer(0, {name: "x"})
id              | start at 1                       | delete-customer(0)
customer-id     | start at 1                       | update-customer-data(0, "1")
view-id         | start at 1                       | list-customers({view-id: 0})
ids[1]          | start at 1                       | delete-customers([1, 0])
id              | start at 1                       | get-custom-field(0)
id              | start at 1                       | update-custom-field(0, {label: "x"})
body[1].id      | start at 1                       | update-custom-fields([{id: 1, changes: {priority: 1}}, {id: 0, changes: {priority: 1}}])
customer-id     | start at 1                       | list-customer-custom-fields-values(0)
id              | start at 1                       | update-customer-custom-field-value(1, 0, boolean(true))
body[0].id      | start at 1                       | update-customer-custom-field-values(1, [{id: 0, value: boolean(true)}])
id              | start at 1                       | delete-customer-custom-field-value(1, 0)
id              | start at 1                       | get-event(0)
object-id       | start at 1                       | list-events({object-id: 0})
user-ids[1]     | start at 1                       | list-events({user-ids: [1, 0]})
target-id       | two different customers          | merge-customers(7, 7)
value           | finite                           | update-customer-custom-field-value(1, 2, number(nan))
body[0].value   | finite                           | update-customer-custom-field-values(1, [{id: 2, value: number(inf)}])
min             | finite                           | update-custom-field(1, {definition: number({min: -inf})})
max             | finite                           | update-custom-field(1, {definition: number({max: nan})})
ids             | at least one                     | delete-customers([])
body            | at least one                     | update-custom-fields([])
body            | at least one                     | update-customer-custom-field-values(1, [])
files           | at least one                     | post-api-upload([])
query           | valid JSON                       | post-api-reporting-stats("")
query           | not a JSON object                | post-api-reporting-stats("[]")
filters         | valid JSON                       | post-api-stats-name("overview", "{}}")
filters         | not a JSON object                | post-api-stats-name("overview", "null")
filters         | valid JSON                       | post-api-stats-name-download("overview", "'a'")
data            | valid JSON                       | update-customer-data(1, "{1: 2}")
definition      | valid JSON                       | update-custom-field(1, {definition: other("text")})
definition      | not a JSON object                | update-custom-field(1, {definition: other("\"text\"")})
custom-fields   | valid JSON                       | merge-customers(1, 2, {custom-fields: "{"})
customer        | valid JSON                       | merge-customers(1, 2, {customer: ""})
data            | valid JSON                       | merge-customers(1, 2, {data: "nul"})
ecommerce-data  | valid JSON                       | merge-customers(1, 2, {ecommerce-data: "01"})
integrations    | valid JSON                       | merge-customers(1, 2, {integrations: "[1,]"})
meta            | valid JSON                       | merge-customers(1, 2, {meta: "\"\u{1}\""})
file-type       | dots                             | download-file("..", "h", "n")
domain-hash     | empty                            | download-file("attachment", "", "n")
resource-name   | slash                            | download-file("attachment", "h", "../../customers")
resource-name   | control                          | download-file("attachment", "h", "a\r\nHost: evil.test")
name            | dots                             | post-api-stats-name("%252e%252e", "{}")
name            | slash                            | post-api-stats-name-download("a%2Fb", "{}")
name            | slash                            | post-api-upload([{name: "a/b.png", content: "", encoding: utf8}])
name            | control                          | post-api-upload([{name: "a\r\nx: y", content: "", encoding: utf8}])
content         | n.bin is not base64              | post-api-upload([{name: "n.bin", content: "YQ", encoding: base64}])
content-type    | media type                       | post-api-upload([{name: "n", content: "", encoding: utf8, content-type: "text/plain\r\nx: y"}])
changes         | at least one                     | update-customer(1, {:})
changes         | at least one                     | update-customer(1, {clear: []})
changes         | at least one                     | update-custom-field(1, {:})
body[1].changes | at least one                     | update-custom-fields([{id: 1, changes: {priority: 2}}, {id: 2, changes: {:}}])
email           | `clear`                          | update-customer(1, {email: "x", clear: [email]})
external-id     | `clear`                          | update-customer(1, {external-id: "x", clear: [external-id]})
language        | `clear`                          | update-customer(1, {language: "x", clear: [language]})
name            | `clear`                          | update-customer(1, {name: "x", clear: [name]})
timezone        | `clear`                          | update-customer(1, {timezone: "x", clear: [timezone]})
description     | `clear`                          | update-custom-field(1, {description: "x", clear: [description]})
external-id     | `clear`                          | update-custom-field(1, {external-id: "x", clear: [external-id]})
managed-type    | `clear`                          | update-custom-field(1, {managed-type: "x", clear: [managed-type]})
priority        | `clear`                          | update-custom-field(1, {priority: 1, clear: [priority]})
deactivated-datetime | `clear`                     | update-custom-field(1, {deactivated-datetime: "x", clear: [deactivated-datetime]})
body[0].external-id | `clear`                      | update-custom-fields([{id: 1, changes: {external-id: "x", clear: [external-id]}}])
"#;

#[tokio::test]
async fn every_parameter_is_checked_before_anything_is_sent() {
    let world = World::start().await;
    for row in REFUSED.trim().lines() {
        let mut cells = row.splitn(3, " | ").map(str::trim);
        let (Some(parameter), Some(problem), Some(call)) =
            (cells.next(), cells.next(), cells.next())
        else {
            panic!("{row} is no row");
        };
        let long = [256, 1025].map(|length| (format!("é*{length}"), "é".repeat(length)));
        let call = long.iter().fold(call.to_owned(), |call, (short, long)| {
            call.replace(short, long)
        });
        let error = world.err(&call).await;
        assert_eq!(error.kind, "invalid-input", "{call}: {error}");
        for words in [&*format!("`{parameter}`"), problem, "Nothing was sent."] {
            assert!(error.message.contains(words), "{words} for {call}: {error}");
        }
        assert!(!error.request_sent && error.message.len() < 1000, "{error}");
        assert_eq!(error.message.find(char::is_control), None, "{error}");
    }
    assert_eq!(world.requests(), [] as [&str; 0]);
}
