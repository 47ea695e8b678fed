//! The server's settings, from environment variables, and the connections that have their own.
//!
//! A variable with two underscores and an id behind its name, `GORGIAS_DOMAIN__acme`, makes a
//! connection. As soon as there is one, each call names its connection as `PCID`, and only that
//! connection's variables count for it: nothing falls back to the plain ones. What the plain
//! variables forbid stays forbidden all the same.

mod known;

use crate::{
    dialect,
    environment::Environment,
    hide::Hidden,
    output,
    policy::{Confirm, Policy},
    tools::{DEFAULT_MAX_IDS, Tool},
};
use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};
use gorgias_customers::{
    bindings::gorgias::customers::types::ErrorKind,
    config::{Access, Variables},
    error::{Error, Message, forbidden, unsent},
};

pub use known::{PREFIX, SETTINGS, Setting, misspelt, setting};

/// Who calls: which connections are open to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller<'a> {
    /// Whoever started the program, or whom a gateway let in: all of them.
    Anyone,
    /// The owner of one connection's token: that one.
    Of(&'a str),
}

/// The settings of a server.
pub struct Settings {
    variables: Variables,
    policy: Policy,
    /// Whether tools are listed without the prefix that all names have.
    pub(crate) short_names: bool,
    connections: Vec<Connection>,
    others: Vec<String>,
}

/// An account with settings of its own.
pub struct Connection {
    id: String,
    /// Its variables, by their plain names.
    variables: Variables,
    /// An error where they are malformed: then this connection is shut, and the others serve.
    policy: Result<Policy, Error>,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// `not-configured`, naming the variable that is malformed or misspelt. A connection whose own
    /// variables are malformed is shut alone: [`Connection::problem`].
    pub fn read(environment: Environment) -> Result<Settings, Error> {
        let others = known::check(&environment)?.into_iter().map(String::from);
        let others = others.collect();
        let connections = connections(&environment);
        let variables = Variables(environment);
        // Connections have an access of their own.
        let access = connections.is_empty().then(Access::default);
        Ok(Settings {
            policy: Policy::read(&variables, access)?,
            short_names: output::has_short_names(&variables)?,
            variables,
            connections,
            others,
        })
    }

    /// Returns the names of variables that look like settings and are none.
    pub fn others(&self) -> &[String] {
        &self.others
    }

    pub(crate) fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Returns the connections in the order of their ids; none where the plain variables count.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    fn open_to<'s>(&'s self, caller: Caller<'s>) -> impl Iterator<Item = &'s Connection> {
        let open = move |connection: &&Connection| match caller {
            Caller::Anyone => true,
            Caller::Of(id) => connection.id == id,
        };
        self.connections.iter().filter(open)
    }

    /// Returns the accounts that are open to the caller, and work.
    fn accounts<'s>(&'s self, caller: Caller<'s>) -> impl Iterator<Item = Account<'s>> {
        let plain = self.connections.is_empty().then_some(None);
        let own = self.open_to(caller);
        let own = own.filter_map(|one| Some(Some((one, one.policy.as_ref().ok()?))));
        let account = move |connection| Account {
            plain: self,
            connection,
        };
        plain.into_iter().chain(own).map(account)
    }

    /// Tells whether `tools/list` shows the tool.
    pub(crate) fn shows(&self, tool: &Tool, caller: Caller) -> bool {
        let mut accounts = self.accounts(caller);
        accounts.any(|account| account.forbids(tool).is_none())
    }

    /// Returns why none of the caller's connections works, if none does.
    pub(crate) fn problem<'s>(&'s self, caller: Caller<'s>) -> Option<&'s Error> {
        let mut problems = self.open_to(caller).map(Connection::problem);
        let first = problems.next().flatten()?;
        problems.all(|problem| problem.is_some()).then_some(first)
    }

    /// Returns the most ids that any call of the caller may have.
    pub(crate) fn max_ids(&self, caller: Caller) -> u32 {
        let most = self.accounts(caller).map(|account| account.max_ids().0);
        most.max().unwrap_or(DEFAULT_MAX_IDS)
    }

    /// Returns which calls of the caller ask a person first, at most.
    pub(crate) fn confirm(&self, caller: Caller) -> Confirm {
        let asks = self.accounts(caller).map(|account| account.confirm().0);
        asks.max().unwrap_or_default()
    }

    /// Returns the ids of the caller's connections.
    pub(crate) fn connection_ids<'s>(&'s self, caller: Caller<'s>) -> Vec<&'s str> {
        self.open_to(caller).map(Connection::id).collect()
    }

    /// Returns the schema of `PCID`, where there are connections.
    pub(crate) fn pcid_schema(&self, caller: Caller) -> Option<String> {
        if self.connections.is_empty() {
            return None;
        }
        let ids = self.connection_ids(caller);
        // Ids have no characters that JSON escapes.
        Some(format!(
            r#"{{"type":"string","enum":["{}"],"description":"Connection: whose account to use"}}"#,
            ids.join(r#"",""#)
        ))
    }

    /// Returns what a call of the tool runs with, for the connection that it names.
    ///
    /// # Errors
    /// `invalid-input` for a connection that is missing, unknown or not the caller's, which look the
    /// same; `not-configured` for one that is shut; `blocked-by-policy` for a tool that the settings
    /// forbid.
    pub(crate) fn account<'s>(
        &'s self,
        tool: &Tool,
        pcid: Option<&str>,
        caller: Caller<'s>,
    ) -> Result<Account<'s>, Error> {
        let connection = match self.connections.as_slice() {
            [] => None,
            _ => {
                let mut open = self.open_to(caller);
                let named = open.find(|connection| Some(connection.id.as_str()) == pcid);
                Some(named.ok_or_else(|| self.not_open(caller))?)
            }
        };
        let own = match connection.map(|one| (one, &one.policy)) {
            Some((_, Err(error))) => return Err(error.clone()),
            Some((one, Ok(policy))) => Some((one, policy)),
            None => None,
        };
        let account = Account {
            plain: self,
            connection: own,
        };
        match account.forbids(tool) {
            Some(reason) => Err(forbidden(tool.name, reason)),
            None => Ok(account),
        }
    }

    fn not_open(&self, caller: Caller) -> Error {
        let ids: Vec<String> = self
            .open_to(caller)
            .map(|open| format!("`{}`", open.id))
            .collect();
        unsent(
            ErrorKind::InvalidInput,
            format!(
                "`PCID` has to be the id of a connection that is open to this caller: {}. Nothing was sent.",
                ids.join(", ")
            ),
        )
    }
}

impl Connection {
    /// Returns its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns its variables, by their plain names.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Returns why it is shut, if it is.
    pub fn problem(&self) -> Option<&Error> {
        self.policy.as_ref().err()
    }
}

/// Whose account a call is for, and what it may do there.
#[derive(Clone, Copy)]
pub(crate) struct Account<'s> {
    plain: &'s Settings,
    connection: Option<(&'s Connection, &'s Policy)>,
}

impl<'s> Account<'s> {
    /// Returns the connection's id, where there are connections.
    pub fn id(&self) -> Option<&'s str> {
        self.connection.map(|(connection, _)| connection.id())
    }

    pub fn environment(&self) -> Environment {
        let own = self.connection.map(|(connection, _)| &connection.variables);
        own.unwrap_or(&self.plain.variables).0.clone()
    }

    /// Returns the error, its variables by the names that they have for this connection.
    pub fn explain(&self, error: Error) -> Error {
        match self.id() {
            Some(id) => dialect::error_of(error, id),
            None => error,
        }
    }

    /// Says which setting forbids the tool, if one does.
    pub fn forbids(&self, tool: &Tool) -> Option<Message> {
        let own = || {
            let (connection, policy) = self.connection?;
            Some(dialect::message_of(&policy.forbids(tool)?, &connection.id))
        };
        self.plain.policy.forbids(tool).or_else(own)
    }

    /// Returns which calls ask a person first, and the variable that says so.
    pub fn confirm(&self) -> (Confirm, Cow<'static, str>) {
        const NAME: &str = "GORGIAS_CONFIRM";
        let plain = self.plain.policy.confirm;
        match self.connection {
            Some((connection, own)) if own.confirm > plain => {
                (own.confirm, format!("{NAME}__{}", connection.id).into())
            }
            _ => (plain, NAME.into()),
        }
    }

    /// Returns how many bytes an answer may have; 0 for any number.
    pub fn max_result(&self) -> usize {
        let own = self.connection.and_then(|(_, policy)| policy.max_result);
        own.or(self.plain.policy.max_result)
            .unwrap_or(output::DEFAULT_MAX_RESULT)
    }

    /// Returns how many ids one call may have, and the variable that sets it.
    pub fn max_ids(&self) -> (u32, Cow<'static, str>) {
        const NAME: &str = "GORGIAS_MAX_IDS";
        let plain = self.plain.policy.max_ids;
        let own = self
            .connection
            .map(|(_, policy)| policy.max_ids.unwrap_or(DEFAULT_MAX_IDS));
        match (plain, own, self.id()) {
            (Some(plain), Some(own), _) if plain <= own => (plain, NAME.into()),
            (_, Some(own), Some(id)) => (own, format!("{NAME}__{id}").into()),
            _ => (plain.unwrap_or(DEFAULT_MAX_IDS), NAME.into()),
        }
    }

    /// Returns the keys that never reach a model.
    pub fn hidden(&self) -> Cow<'_, Hidden> {
        let plain = &self.plain.policy.hidden;
        match self.connection {
            Some((_, own)) if !own.hidden.is_empty() => Cow::Owned(plain.and(&own.hidden)),
            _ => Cow::Borrowed(plain),
        }
    }

    /// Tells whether calls wait for the sake of others when the account's budget runs low.
    pub fn has_pace(&self) -> bool {
        let own = self.connection.map(|(_, policy)| policy.has_pace);
        own.unwrap_or(self.plain.policy.has_pace)
    }
}

/// Returns the connections in the environment, in the order of their ids.
fn connections(environment: &Environment) -> Vec<Connection> {
    let mut found: Vec<(&str, Environment)> = Vec::new();
    for (variable, value) in environment {
        let Some((setting, Some(id))) = setting(variable) else {
            continue;
        };
        if value.trim_ascii().is_empty() {
            continue;
        }
        let member = (setting.name.to_owned(), value.clone());
        let place = found.partition_point(|(known, _)| *known < id);
        match found.get_mut(place) {
            Some((known, members)) if *known == id => members.push(member),
            _ => found.insert(place, (id, Vec::from([member]))),
        }
    }
    let connection = |(id, members)| {
        let id: &str = id;
        let variables = Variables(members);
        let policy = Policy::read(&variables, Some(Access::default()));
        let policy = policy.map_err(|error| dialect::error_of(error, id));
        Connection {
            id: id.to_owned(),
            variables,
            policy,
        }
    };
    found.into_iter().map(connection).collect()
}
