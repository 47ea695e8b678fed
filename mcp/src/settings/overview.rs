//! What the settings let an agent do, for programs that tell a person.

use super::{Account, Caller, Settings};
use crate::{policy::Confirm, tools::TOOLS};
use alloc::{string::String, vec::Vec};
use gorgias_customers::{error::Error, tool::Effect};

/// An account, and what calls may do there.
#[derive(Debug)]
pub struct Overview {
    /// The connection's id; none where the plain variables count.
    pub id: Option<String>,
    /// Its variables, by their plain names.
    pub variables: Vec<(String, String)>,
    /// The tools that may be used, and what each does to the account.
    pub tools: Vec<(&'static str, Effect)>,
    /// Which calls ask a person first.
    pub confirm: Confirm,
    /// How many ids one call may have.
    pub max_ids: u32,
    /// The keys that never reach a model.
    pub hidden: Vec<String>,
    /// Whether calls wait for the sake of others when the account's budget runs low.
    pub has_pace: bool,
}

impl Settings {
    /// Describes each account, or says why it is shut.
    pub fn overview(&self) -> Vec<Result<Overview, Error>> {
        let plain = Account {
            plain: self,
            connection: None,
        };
        if self.connections.is_empty() {
            return Vec::from([Ok(plain.overview())]);
        }
        let own = self.open_to(Caller::Anyone).map(|connection| {
            let policy = connection.policy.as_ref().map_err(Error::clone)?;
            let account = Account {
                connection: Some((connection, policy)),
                ..plain
            };
            Ok(account.overview())
        });
        own.collect()
    }
}

impl Account<'_> {
    fn overview(&self) -> Overview {
        let allowed = TOOLS.iter().filter(|tool| self.forbids(tool).is_none());
        Overview {
            id: self.id().map(String::from),
            variables: self.environment(),
            tools: allowed.map(|tool| (tool.name, tool.effect())).collect(),
            confirm: self.confirm().0,
            max_ids: self.max_ids().0,
            hidden: self.hidden().keys(),
            has_pace: self.has_pace(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn each_account_is_described_with_what_counts_for_it() {
        let read = |variables: &[(&str, &str)]| {
            let owned = |&(name, value): &(&str, &str)| (name.to_string(), value.to_string());
            Settings::read(variables.iter().map(owned).collect()).unwrap()
        };
        let plain = read(&[
            ("GORGIAS_ACCESS", "read-only"),
            ("GORGIAS_HIDE", "note, a.b"),
        ])
        .overview();
        let plain = plain[0].as_ref().unwrap();
        assert!(
            plain
                .tools
                .iter()
                .all(|(_, effect)| *effect == Effect::Read)
        );
        assert_eq!(plain.hidden, ["note", "a.b"]);
        assert_eq!(
            (plain.confirm, plain.max_ids, plain.has_pace),
            (Confirm::Nothing, 100, true)
        );
        let several = read(&[
            ("GORGIAS_CONFIRM", "destructive"),
            ("GORGIAS_HIDE", "note"),
            ("GORGIAS_ACCESS__a", "full"),
            ("GORGIAS_TOOLS__a", "delete-customer"),
            ("GORGIAS_CONFIRM__a", "write"),
            ("GORGIAS_HIDE__a", "email"),
            ("GORGIAS_PACE__a", "off"),
            ("GORGIAS_ACCESS__b", "some"),
        ]);
        let several = several.overview();
        let a = several[0].as_ref().unwrap();
        assert_eq!(
            a.tools,
            [("gorgias_customers_delete_customer", Effect::Destructive)]
        );
        assert_eq!(a.hidden, ["note", "email"]);
        assert_eq!((a.confirm, a.has_pace), (Confirm::Write, false));
        assert!(
            several[1]
                .as_ref()
                .unwrap_err()
                .message
                .contains("GORGIAS_ACCESS__b")
        );
    }
}
