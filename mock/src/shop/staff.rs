//! The account's own people and things.

#[derive(Debug)]
pub struct Agent {
    pub id: u64,
    pub name: &'static str,
    pub email: &'static str,
    pub team: u64,
}

/// Anything that has an id and a name.
#[derive(Debug)]
pub struct Named {
    pub id: u64,
    pub name: &'static str,
    /// Of integrations: what they connect to.
    pub kind: &'static str,
}

#[derive(Debug)]
pub struct Staff {
    pub agents: Vec<Agent>,
    pub teams: Vec<Named>,
    pub tags: Vec<Named>,
    pub integrations: Vec<Named>,
    pub macros: Vec<Named>,
}

impl Staff {
    pub fn seeded() -> Self {
        let agent = |id, name, email, team| Agent {
            id,
            name,
            email,
            team,
        };
        let named = |id, name| Named { id, name, kind: "" };
        let integration = |id, name, kind| Named { id, name, kind };
        Self {
            agents: vec![
                agent(31, "Grace Kim", "agent@acme.test", 11),
                agent(32, "Omar Haddad", "omar@acme.test", 11),
                agent(33, "Lena Fischer", "lena@acme.test", 12),
            ],
            teams: vec![named(11, "Support"), named(12, "Returns")],
            tags: vec![
                named(501, "urgent"),
                named(502, "return"),
                named(503, "shipping"),
                named(504, "wholesale"),
            ],
            integrations: vec![
                integration(61, "Acme shop", "shopify"),
                integration(62, "support@acme.test", "email"),
                integration(63, "Website chat", "gorgias_chat"),
                integration(64, "Support line", "phone"),
            ],
            macros: vec![named(701, "Where is my order?"), named(702, "Return label")],
        }
    }

    pub fn team_of(&self, agent: u64) -> Option<u64> {
        let agent = self.agents.iter().find(|known| known.id == agent);
        agent.map(|agent| agent.team)
    }

    pub fn agent_name(&self, id: u64) -> &'static str {
        let agent = self.agents.iter().find(|agent| agent.id == id);
        agent.map_or("", |agent| agent.name)
    }

    pub fn tag_name(&self, id: u64) -> &'static str {
        name_of(&self.tags, id)
    }

    pub fn macro_name(&self, id: u64) -> &'static str {
        name_of(&self.macros, id)
    }
}

fn name_of(things: &[Named], id: u64) -> &'static str {
    let thing = things.iter().find(|thing| thing.id == id);
    thing.map_or("", |thing| thing.name)
}
