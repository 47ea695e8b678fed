//! Has a person agree to a call, where the settings say so.

use crate::{
    confirm::{self, Consent},
    impact::{Impact, Need},
    question,
    records::Records,
    run::{Call, End},
    tools::TOOLS,
    watch::Watched,
};
use alloc::{format, string::ToString};
use gorgias_customers::{
    bindings::gorgias::customers::types::ErrorKind,
    client::Client,
    config,
    error::{Error, unsent},
    tool,
    transport::{Instant, Transport},
};

impl Call<'_> {
    /// Reads what the call would hit, with GET alone. A preview, which a model gets, shows no more
    /// than other tools would.
    pub(crate) async fn read_targets(
        &self,
        impact: &Impact<'_>,
        transport: &Watched<'_>,
    ) -> Result<Records, Error> {
        let settings = config::Settings::read(self.account.environment())?;
        let client = Client::with(transport, settings, tool::Tool::GetCustomer);
        let client = client.observed_by(transport);
        let is_preview = self.prepared.is_dry_run;
        let may_read = |tool: tool::Tool| {
            let mut tools = TOOLS.iter().filter(|one| one.tool == tool);
            !is_preview || tools.all(|tool| self.account.forbids(tool).is_none())
        };
        // A preview is not cut, since an undo is made of it: what is beyond is not read.
        let most = match self.account.max_result() {
            limit if is_preview && limit > 0 => limit.min(self.settings.max_response),
            _ => self.settings.max_response,
        };
        Ok(Records::read(&impact.targets(), &client, &may_read, most).await)
    }

    /// Has a person agree, where the settings say so.
    ///
    /// # Errors
    /// When nobody does, and when the client has to ask and call again.
    pub(crate) async fn agree(&self, transport: &Watched<'_>) -> Result<(), End> {
        let impact = self.prepared.impact(self.tool);
        let (confirm, variable) = self.account.confirm();
        let need = impact.need(confirm);
        if need == Need::No {
            return Ok(());
        }
        let mut account = self.settings.origin.authority.to_string();
        if let Some(id) = self.account.id() {
            account.push_str(&format!(" (connection {id})"));
        }
        let about = confirm::about(&account, self.tool.name, impact.request);
        let consent = match self.asking.answered(&about) {
            Some(consent) if need == Need::Yes || matches!(consent, Consent::Given) => consent,
            _ => {
                if need == Need::Yes {
                    self.asking.check(self.tool.name, &variable)?;
                }
                let records = self.read_targets(&impact, transport).await?;
                let losses = impact.losses(&records);
                if need == Need::IfSomethingIsLost && losses.is_empty() {
                    return Ok(());
                }
                self.asking.check(self.tool.name, &variable)?;
                let Some(question) = question::write(&impact, &records, &losses, &account) else {
                    let why = "a person has to agree first, and what they would have to read does not fit into one question; change fewer things at once";
                    return Err(self.refusal(why, &variable, false));
                };
                let until = transport.now().0.saturating_add(confirm::PATIENCE);
                let patience = self.observer.platform.transport.sleep_until(Instant(until));
                let _asking = self.observer.watch.begin_asking();
                self.asking.ask(&question, &about, patience).await
            }
        };
        match consent {
            Consent::Given => {
                self.observer.watch.agrees();
                Ok(())
            }
            Consent::Ask(members) => Err(End::Ask(members)),
            Consent::Refused(why) => Err(self.refusal(why, &variable, true)),
            Consent::Impossible(why) => Err(self.refusal(why, &variable, false)),
        }
    }

    fn refusal(&self, why: &str, variable: &str, was_asked: bool) -> End {
        let message = format!(
            "{} was not run: {why}; {variable} asks for it. Nothing was changed.",
            self.tool.name
        );
        End::NotAgreed(unsent(ErrorKind::BlockedByPolicy, message), was_asked)
    }
}
