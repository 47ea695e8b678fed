//! The server's settings, from environment variables, and the connections that have their own.
//!
//! A variable with two underscores and an id behind its name, `GORGIAS_DOMAIN__acme`, makes a
//! connection. As soon as there is one, each call names its connection as `PCID`, and only that
//! connection's variables count for it: nothing falls back to the plain ones. What the plain
//! variables forbid stays forbidden all the same.

use crate::{policy::Policy, run::Environment, tools::Tool};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use gorgias_customers::{
    bindings::gorgias::customers::types::ErrorKind,
    config::{Access, Variables},
    error::{Error, forbidden, not_configured, unsent},
};

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
    connections: Vec<Connection>,
}

/// An account with settings of its own.
pub struct Connection {
    id: String,
    /// Its variables, by their plain names.
    variables: Variables,
    policy: Policy,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// `not-configured`, naming the variable that is malformed.
    pub fn read(environment: Environment) -> Result<Settings, Error> {
        let connections = connections(&environment)?;
        let variables = Variables(environment);
        // Connections have an access of their own.
        let access = connections.is_empty().then(Access::default);
        Ok(Settings {
            policy: Policy::read(&variables, access)?,
            variables,
            connections,
        })
    }

    pub(crate) fn variables(&self) -> &Variables {
        &self.variables
    }

    pub(crate) fn connections(&self) -> &[Connection] {
        &self.connections
    }

    fn open_to<'s>(&'s self, caller: Caller<'s>) -> impl Iterator<Item = &'s Connection> {
        let open = move |connection: &&Connection| match caller {
            Caller::Anyone => true,
            Caller::Of(id) => connection.id == id,
        };
        self.connections.iter().filter(open)
    }

    /// Whether `tools/list` shows the tool.
    pub(crate) fn shows(&self, tool: &Tool, caller: Caller) -> bool {
        let allows = |connection: &Connection| connection.policy.forbids(tool).is_none();
        self.policy.forbids(tool).is_none()
            && (self.connections.is_empty() || self.open_to(caller).any(allows))
    }

    /// The schema of `PCID`, where there are connections.
    pub(crate) fn pcid_schema(&self, caller: Caller) -> Option<String> {
        if self.connections.is_empty() {
            return None;
        }
        let ids: Vec<&str> = self.open_to(caller).map(|open| open.id.as_str()).collect();
        // Ids have no characters that JSON escapes.
        Some(format!(
            r#"{{"type":"string","enum":["{}"],"description":"Connection: whose account to use"}}"#,
            ids.join(r#"",""#)
        ))
    }

    /// What a call of the tool runs with, for the connection that it names.
    ///
    /// # Errors
    /// `invalid-input` for a connection that is missing, unknown or not the caller's, which look the
    /// same; `blocked-by-policy` for a tool that the settings forbid.
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
        let policies = [Some(&self.policy), connection.map(|one| &one.policy)];
        for policy in policies.into_iter().flatten() {
            if let Some(reason) = policy.forbids(tool) {
                return Err(forbidden(tool.name, &reason));
            }
        }
        Ok(Account {
            connection,
            plain: &self.variables,
            confirms: policies
                .into_iter()
                .flatten()
                .any(|policy| policy.confirms(tool)),
        })
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
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn variables(&self) -> &Variables {
        &self.variables
    }
}

/// Whose account a call is for.
pub(crate) struct Account<'s> {
    connection: Option<&'s Connection>,
    plain: &'s Variables,
    /// Whether a person has to be asked first.
    pub confirms: bool,
}

impl Account<'_> {
    /// Returns the connection's id, where there are connections.
    pub fn id(&self) -> Option<&str> {
        self.connection.map(Connection::id)
    }

    pub fn environment(&self) -> Environment {
        let variables = self.connection.map_or(self.plain, |one| &one.variables);
        variables.0.clone()
    }

    /// The error, its variables by the names that they have for this connection.
    pub fn explain(&self, mut error: Error) -> Error {
        if let Some(connection) = self.connection
            && error.kind == ErrorKind::NotConfigured
        {
            error.message = suffixed(&error.message, &connection.id);
        }
        error
    }
}

/// Puts the id behind each variable's name.
fn suffixed(message: &str, id: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some(start) = rest.find("GORGIAS_") {
        let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
        let end = start
            + rest[start..]
                .find(|c| !is_name(c))
                .unwrap_or(rest.len() - start);
        out.push_str(&rest[..end]);
        out.push_str("__");
        out.push_str(id);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The connections in the environment, in the order of their ids.
fn connections(environment: &Environment) -> Result<Vec<Connection>, Error> {
    let mut found: Vec<(&str, Environment)> = Vec::new();
    for (variable, value) in environment {
        let Some((name, id)) = variable.split_once("__") else {
            continue;
        };
        if !name.starts_with("GORGIAS_") || value.trim_ascii().is_empty() {
            continue;
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if id.is_empty() || !id.bytes().all(allowed) {
            return Err(not_configured(
                variable,
                "has to end in a connection's id: letters, digits, `-` and `_`",
            ));
        }
        let member = (name.to_owned(), value.clone());
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, members)) => members.push(member),
            None => found.push((id, Vec::from([member]))),
        }
    }
    found.sort_by_key(|&(id, _)| id);
    let connection = |(id, members)| {
        let id: &str = id;
        let variables = Variables(members);
        let policy = Policy::read(&variables, Some(Access::default())).map_err(|mut error| {
            error.message = suffixed(&error.message, id);
            error
        })?;
        Ok(Connection {
            id: id.to_owned(),
            variables,
            policy,
        })
    };
    found.into_iter().map(connection).collect()
}
