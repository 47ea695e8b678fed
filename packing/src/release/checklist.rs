//! What has to hold before a release leaves this machine.

use super::{Shipped, checkout};
use crate::{About, revision};
use anyhow::{Context, Result, bail, ensure};
use std::{fs, path::Path, process::Command};

/// Checks that a release under `tag` (`v1.2.3`) would be what everybody can build from that tag:
/// nothing uncommitted, the version the same everywhere, the changelog dated, and the components
/// inside this program built from what is checked out.
///
/// # Errors
///
/// When git or the changelog cannot be read, and when anything does not hold: then with all of it.
pub fn check(tag: &str, shipped: &[Shipped<'_>]) -> Result<()> {
    let problems = Facts::collect(tag, checkout(), shipped)?.problems();
    if problems.is_empty() {
        return Ok(());
    }
    bail!("{tag} cannot be released:\n- {}", problems.join("\n- "))
}

/// What the checks are about.
struct Facts {
    tag: String,
    built: Vec<Built>,
    /// What git says is not committed, a line for each file.
    uncommitted: String,
    changelog: String,
    /// The commit that is checked out.
    head: String,
    /// The commit that the tag names, if it exists already.
    tagged: Option<String>,
    /// The last commit that changed what the components are built from.
    inputs: Option<String>,
}

/// What a component says.
struct Built {
    name: String,
    version: String,
    /// The commit that it was built from.
    revision: Option<String>,
}

impl Facts {
    fn collect(tag: &str, checkout: &Path, shipped: &[Shipped<'_>]) -> Result<Self> {
        let built = shipped.iter().map(|it| {
            let about = About::read(it.bytes)?;
            Ok(Built {
                name: about.name,
                version: about.version,
                revision: about.revision,
            })
        });
        let changelog = checkout.join("CHANGELOG.md");
        let commit = format!("refs/tags/{tag}^{{commit}}");
        Ok(Self {
            tag: tag.to_owned(),
            built: built.collect::<Result<_>>()?,
            uncommitted: git(checkout, &["status", "--porcelain"])?,
            changelog: fs::read_to_string(&changelog)
                .with_context(|| format!("reading {}", changelog.display()))?,
            head: git(checkout, &["rev-parse", "HEAD"])?,
            tagged: git(checkout, &["rev-parse", "--verify", "--quiet", &commit]).ok(),
            inputs: revision(checkout),
        })
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for Built { name, version, .. } in &self.built {
            if self.tag != format!("v{version}") {
                problems.push(format!(
                    "the version of {name} is {version}, so the tag has to be v{version}"
                ));
            }
        }
        if !self.uncommitted.is_empty() {
            problems.push(format!("not committed:\n{}", self.uncommitted));
        }
        let version = self.tag.trim_start_matches('v');
        if !dated(&self.changelog, version) {
            problems.push(format!(
                "CHANGELOG.md has no line such as `## [{version}] - 2026-01-31`"
            ));
        }
        if self.tagged.as_ref().is_some_and(|it| *it != self.head) {
            problems.push(format!(
                "the tag {} exists, for another commit than the one checked out",
                self.tag
            ));
        }
        if self.inputs.is_none() {
            problems.push(
                "git cannot say what the components are built from: in a shallow clone, fetch the \
                 whole history"
                    .to_owned(),
            );
            return problems;
        }
        for built in self.built.iter().filter(|it| it.revision != self.inputs) {
            problems.push(format!(
                "{} in this program was built from something else than what is checked out; build \
                 it again",
                built.name
            ));
        }
        problems
    }
}

/// Whether the changelog has a heading with a day for this version.
fn dated(changelog: &str, version: &str) -> bool {
    let heading = format!("## [{version}] - ");
    changelog
        .lines()
        .filter_map(|line| line.strip_prefix(&heading))
        .any(|day| {
            let day = day.trim_end().as_bytes();
            day.len() == 10
                && day.iter().enumerate().all(|(place, byte)| match place {
                    4 | 7 => *byte == b'-',
                    _ => byte.is_ascii_digit(),
                })
        })
}

fn git(checkout: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(checkout)
        .args(arguments)
        .output()
        .context("starting git")?;
    ensure!(
        output.status.success(),
        "git {} failed:\n{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Facts {
        let built = ["plugin", "server"].map(|name| Built {
            name: name.into(),
            version: "1.2.3".into(),
            revision: Some("c1".into()),
        });
        Facts {
            tag: "v1.2.3".into(),
            built: built.into(),
            uncommitted: String::new(),
            changelog: "# Changelog\n\n## [1.2.3] - 2026-01-31\n".into(),
            head: "c2".into(),
            tagged: None,
            inputs: Some("c1".into()),
        }
    }

    /// What is told when everything is ready but for this change.
    fn problems(change: impl FnOnce(&mut Facts)) -> Vec<String> {
        let mut facts = ready();
        change(&mut facts);
        facts.problems()
    }

    #[test]
    fn a_clean_checkout_with_everything_in_step_is_released() {
        assert_eq!(ready().problems(), [""; 0]);
        assert_eq!(problems(|it| it.tagged = Some("c2".into())), [""; 0]);
    }

    #[test]
    fn each_thing_out_of_step_is_told() {
        type Change = fn(&mut Facts);
        let cases: [(&str, Change); 9] = [
            ("of server is 1.2.4", |it| {
                it.built[1].version = "1.2.4".into()
            }),
            ("of plugin is 1.2.4", |it| {
                it.built[0].version = "1.2.4".into()
            }),
            ("not committed", |it| it.uncommitted = " M README.md".into()),
            ("CHANGELOG.md", |it| {
                it.changelog = "## [1.2.3] - Unreleased\n".into()
            }),
            ("CHANGELOG.md", |it| {
                it.changelog = "## [1.2.30] - 2026-01-31\n".into()
            }),
            ("another commit", |it| it.tagged = Some("c1".into())),
            ("plugin in this program", |it| it.built[0].revision = None),
            ("server in this program", |it| {
                it.built[1].revision = Some("c0".into())
            }),
            ("whole history", |it| it.inputs = None),
        ];
        for (expected, change) in cases {
            let problems = problems(change);
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].contains(expected), "{problems:?}");
        }
        for tag in ["v1.2.4", "1.2.3"] {
            let problems = problems(|it| it.tag = tag.into());
            assert!(problems[0].contains("tag has to be v1.2.3"), "{problems:?}");
        }
    }
}
