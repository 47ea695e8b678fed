//! The day itself. Grace answers the tickets of a shoe shop; her agent has the plugin.

use super::answer::{id, quoted};
use super::stage::Stage;
use anyhow::{Context, Result};
use serde_json::json;

pub async fn play(stage: &mut Stage) -> Result<()> {
    let ada = morning(stage).await?;
    picture(stage, ada).await?;
    let field = fields(stage).await?;
    customers(stage, field).await?;
    evening(stage).await
}

/// One customer too many: find, compare, merge, look it up in the audit log.
async fn morning(stage: &mut Stage) -> Result<u64> {
    Stage::scene("Morning: Ada writes that her parcel arrived damaged")?;
    let found = stage
        .call(
            "Who is she? Any address will do.",
            r#"search("customer_profile", "ada")"#,
        )
        .await?
        .json()?;
    let (ada, double) = (id(&found, "/0/id")?, id(&found, "/1/id")?);

    let known = stage
        .call(
            "Two of them. The first has been here for long:",
            &format!("get-customer({ada}, [\"custom_fields\"])"),
        )
        .await?
        .json()?;
    stage.check("the customer read is the one found", known["id"] == ada)?;

    let values = stage
        .call(
            "The second was made when she wrote from another address. What is noted there?",
            &format!("list-customer-custom-fields-values({double})"),
        )
        .await?
        .json()?;
    let (size_field, size) = (id(&values, "/0/field/id")?, id(&values, "/0/value")?);

    stage
        .call(
            "Her shoe size. It goes over to the first:",
            &format!("update-customer-custom-field-value({ada}, {size_field}, number({size}))"),
        )
        .await?;
    stage
        .call(
            "Now the two become one. The tickets of the second move, too:",
            &format!("merge-customers({double}, {ada}, {{name: \"Ada Mae Byron\"}})"),
        )
        .await?;
    stage
        .refused(
            "An old link leads to the one that is gone. The plugin says where she went:",
            &format!("get-customer({double})"),
            "merged",
        )
        .await?;

    let events = stage
        .call(
            "For the record, the merge in the audit log:",
            &format!(
                "list-events({{object-type: \"Customer\", object-id: {ada}, types: [\"customer-merged\"]}})"
            ),
        )
        .await?
        .json_in("items")?;
    let event = stage
        .call(
            "And what it says in full:",
            &format!("get-event({})", id(&events, "/0/id")?),
        )
        .await?
        .json()?;
    stage.check(
        "the event names the customer that is gone",
        event["data"]["source_customer_id"] == double,
    )?;
    Ok(ada)
}

/// Files go up and come down unchanged.
async fn picture(stage: &mut Stage, ada: u64) -> Result<()> {
    Stage::scene("She sent a picture")?;
    // A picture of one pixel: bytes that are no text.
    const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAFgwJ/lPuQUwAAAABJRU5ErkJggg==";
    let urls = stage
        .call(
            "The picture and a note are stored, both in one request:",
            &format!(
                "post-api-upload([{{name: \"box.png\", content: \"{PIXEL}\", encoding: base64, content-type: \"image/png\"}}, \
                 {{name: \"note.txt\", content: \"Box crushed at one corner.\", encoding: utf8}}])"
            ),
        )
        .await?;
    let url = *urls.urls()?.first().context("no file was stored")?;
    let parts: Vec<&str> = url.rsplit('/').take(4).collect();
    let [name, hash, "download", kind] = parts.as_slice() else {
        anyhow::bail!("{url} is not the address of a file");
    };
    let file = stage
        .call_with(
            "Fetched again for the courier. The API redirects to its file host, and the key stays behind:",
            &format!("download-file({}, {}, {})", quoted(kind), quoted(hash), quoted(name)),
            2,
        )
        .await?;
    stage.check(
        "the picture came back byte for byte",
        file.text_in("content")? == Some(PIXEL),
    )?;

    let changed = stage
        .call(
            "She reads English and lives in London:",
            &format!("update-customer({ada}, {{language: \"en\", timezone: \"Europe/London\"}})"),
        )
        .await?
        .json()?;
    stage.check("the language is set", changed["language"] == "en")?;
    stage.check(
        "what was not sent stays",
        changed["email"] == "ada@shop.test",
    )?;
    Ok(())
}

/// A custom field, from the idea to its place in the list.
async fn fields(stage: &mut Stage) -> Result<u64> {
    Stage::scene("Noon: the shop wants loyalty tiers")?;
    let fields = stage
        .call("What is there already?", "list-custom-fields(customer)")
        .await?
        .json_in("items")?;
    let newsletter = fields
        .as_array()
        .and_then(|fields| fields.iter().find(|field| field["label"] == "Newsletter"))
        .context("the shop has no field Newsletter")?;
    let newsletter = id(newsletter, "/id")?;

    let field = stage
        .call(
            "Nothing of the kind, so it is made:",
            "create-custom-field({object-type: customer, label: \"Loyalty\", definition: dropdown({choices: [\"Bronze\", \"Silver\", \"Gold\"]})})",
        )
        .await?
        .json()?;
    let field = id(&field, "/id")?;
    stage
        .call(
            "A better name, and a word for the colleagues:",
            &format!(
                "update-custom-field({field}, {{label: \"Loyalty tier\", description: \"From the shop's bonus programme\"}})"
            ),
        )
        .await?;
    stage
        .call(
            "It moves to the top, the newsletter below it, in one request:",
            &format!(
                "update-custom-fields([{{id: {field}, changes: {{priority: 100}}}}, {{id: {newsletter}, changes: {{priority: 90}}}}])"
            ),
        )
        .await?;
    let read = stage
        .call("Read back:", &format!("get-custom-field({field})"))
        .await?
        .json()?;
    stage.check(
        "the field has its new name",
        read["label"] == "Loyalty tier",
    )?;
    stage.check("the field has its new place", read["priority"] == 100)?;
    Ok(field)
}

/// Customers come, change and go.
async fn customers(stage: &mut Stage, field: u64) -> Result<()> {
    Stage::scene("Afternoon: a new customer, and three that were tests")?;
    const NEW: &str = "create-customer({channels: [{type: \"email\", address: \"mira@running.test\"}], email: \"mira@running.test\", name: \"Mira Okafor\", external-id: \"shop-2001\"})";
    let mira = stage
        .call("Mira orders for her running club:", NEW)
        .await?
        .json()?;
    let mira = id(&mira, "/id")?;
    stage
        .refused(
            "A colleague enters her once more. The address is taken, so nothing is made:",
            NEW,
            "conflict",
        )
        .await?;

    let data = json!({"plan": "club", "orders": 3}).to_string();
    stage
        .call(
            "What the shop system knows of her:",
            &format!(
                "update-customer-data({mira}, {}, \"2026-06-01T13:00:00Z\")",
                quoted(&data)
            ),
        )
        .await?;
    let values = stage
        .call(
            "Her tier, and her shoe size, in one request:",
            &format!(
                "update-customer-custom-field-values({mira}, [{{id: {field}, value: text(\"Gold\")}}, {{id: 4412, value: number(41)}}])"
            ),
        )
        .await?
        .json()?;
    stage.check(
        "both values are set",
        values.as_array().is_some_and(|values| values.len() == 2),
    )?;
    stage
        .call(
            "The size was a guess. It goes, the field stays:",
            &format!("delete-customer-custom-field-value({mira}, 4412)"),
        )
        .await?;

    let mut tests = Vec::new();
    for name in ["One", "Two", "Three"] {
        let made = stage
            .call(
                &format!(
                    "Someone tried the shop's form, test {}:",
                    name.to_lowercase()
                ),
                &format!("create-customer({{channels: [], name: \"Test {name}\"}})"),
            )
            .await?
            .json()?;
        tests.push(id(&made, "/id")?);
    }
    stage
        .call(
            "The last one is deleted by itself,",
            &format!("delete-customer({})", tests[2]),
        )
        .await?;
    stage
        .call(
            "the other two in one request:",
            &format!("delete-customers([{}, {}])", tests[0], tests[1]),
        )
        .await?;

    let first = stage
        .call(
            "The newest customers, two at a time:",
            "list-customers({limit: 2})",
        )
        .await?;
    let items = first.json_in("items")?;
    stage.check("the newest is Mira", items[0]["id"] == mira)?;
    let cursor = first
        .text_in("next-cursor")?
        .context("there is no next page")?;
    let second = stage
        .call(
            "And the next two:",
            &format!("list-customers({{limit: 2, cursor: {}}})", quoted(cursor)),
        )
        .await?
        .json_in("items")?;
    stage.check("the next page goes on", second[0]["id"] != items[0]["id"])?;
    Ok(())
}

/// What the month came to.
async fn evening(stage: &mut Stage) -> Result<()> {
    Stage::scene("Evening: the figures for May")?;
    let query = json!({
        "scope": "tickets-created",
        "timezone": "UTC",
        "measures": ["ticketCount"],
        "dimensions": ["agentId"],
        "filters": [
            {"member": "periodStart", "operator": "afterDate", "values": ["2026-05-01"]},
            {"member": "periodEnd", "operator": "beforeDate", "values": ["2026-06-01"]},
        ],
    });
    let rows = stage
        .call(
            "Tickets by agent, from the reporting API:",
            &format!("post-api-reporting-stats({})", quoted(&query.to_string())),
        )
        .await?
        .json_in("items")?;
    stage.check(
        "every row has an agent and a count",
        rows.as_array().is_some_and(|rows| {
            !rows.is_empty() && rows.iter().all(|row| row["ticketCount"].is_number())
        }),
    )?;

    let filters = json!({"period": {
        "start_datetime": "2026-05-01T00:00:00Z",
        "end_datetime": "2026-05-31T23:59:59Z",
    }});
    let filters = quoted(&filters.to_string());
    stage
        .call(
            "The overview that the old statistics still give:",
            &format!("post-api-stats-name(\"overview\", {filters})"),
        )
        .await?;
    let csv = stage
        .call(
            "And the closed tickets as a table for the spreadsheet:",
            &format!("post-api-stats-name-download(\"tickets-closed-per-agent\", {filters})"),
        )
        .await?;
    stage.check("the table has rows", csv.text()?.lines().count() > 1)?;
    Ok(())
}
