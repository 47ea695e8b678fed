//! What has to hold before a release leaves this machine.

use super::{About, checkout};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Checks that a release under `tag` (`v1.2.3`) would be what everybody can build from that tag:
/// nothing uncommitted, the version the same everywhere, the changelog dated, and the component
/// inside this program built from what is checked out.
///
/// # Errors
///
/// When git or the changelog cannot be read, and when anything does not hold: then with all of it.
pub fn check(tag: &str, component: &[u8]) -> Result<()> {
    let problems = Facts::collect(tag, checkout(), component)?.problems();
    if problems.is_empty() {
        return Ok(());
    }
    bail!("{tag} cannot be released:\n- {}", problems.join("\n- "))
}

/// What the checks are about.
#[derive(Clone)]
struct Facts {
    tag: String,
    /// The component's version.
    version: String,
    /// What git says is not committed, a line for each file.
    uncommitted: String,
    changelog: String,
    /// The commit that is checked out.
    head: String,
    /// The commit that the tag names, if it exists already.
    tagged: Option<String>,
    /// The commit that the component says it was built from.
    built_from: Option<String>,
    /// The last commit that changed what the component is built from.
    inputs: Option<String>,
}

impl Facts {
    fn collect(tag: &str, checkout: &Path, component: &[u8]) -> Result<Self> {
        let about = About::read(component)?;
        let changelog = checkout.join("CHANGELOG.md");
        let commit = format!("refs/tags/{tag}^{{commit}}");
        Ok(Self {
            tag: tag.to_owned(),
            version: about.version,
            uncommitted: git(checkout, &["status", "--porcelain"])?,
            changelog: fs::read_to_string(&changelog)
                .with_context(|| format!("reading {}", changelog.display()))?,
            head: git(checkout, &["rev-parse", "HEAD"])?,
            tagged: git(checkout, &["rev-parse", "--verify", "--quiet", &commit]).ok(),
            built_from: about.revision,
            inputs: crate::revision(checkout),
        })
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.tag != format!("v{}", self.version) {
            problems.push(format!(
                "the component's version is {0}, so the tag has to be v{0}",
                self.version
            ));
        }
        if !self.uncommitted.is_empty() {
            problems.push(format!("not committed:\n{}", self.uncommitted));
        }
        if !dated(&self.changelog, &self.version) {
            problems.push(format!(
                "CHANGELOG.md has no line such as `## [{}] - 2026-01-31`",
                self.version
            ));
        }
        if self.tagged.as_ref().is_some_and(|it| *it != self.head) {
            problems.push(format!(
                "the tag {} exists, for another commit than the one checked out",
                self.tag
            ));
        }
        match (&self.built_from, &self.inputs) {
            (_, None) => problems.push(
                "git cannot say what the component is built from: in a shallow clone, fetch the \
                 whole history"
                    .to_owned(),
            ),
            (built, inputs) if built != inputs => problems.push(
                "the component in this program was built from something else than what is \
                 checked out; build it again"
                    .to_owned(),
            ),
            _ => {}
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
        Facts {
            tag: "v1.2.3".into(),
            version: "1.2.3".into(),
            uncommitted: String::new(),
            changelog: "# Changelog\n\n## [1.2.3] - 2026-01-31\n".into(),
            head: "c2".into(),
            tagged: None,
            built_from: Some("c1".into()),
            inputs: Some("c1".into()),
        }
    }

    #[test]
    fn a_clean_checkout_with_everything_in_step_is_released() {
        assert_eq!(ready().problems(), [""; 0]);
        let tagged = Facts {
            tagged: Some("c2".into()),
            ..ready()
        };
        assert_eq!(tagged.problems(), [""; 0]);
    }

    #[test]
    fn each_thing_out_of_step_is_told() {
        let cases = [
            (
                "tag has to be v1.2.3",
                Facts {
                    tag: "v1.2.4".into(),
                    ..ready()
                },
            ),
            (
                "tag has to be v1.2.3",
                Facts {
                    tag: "1.2.3".into(),
                    ..ready()
                },
            ),
            (
                "not committed",
                Facts {
                    uncommitted: " M README.md".into(),
                    ..ready()
                },
            ),
            (
                "CHANGELOG.md",
                Facts {
                    changelog: "## [1.2.3] - Unreleased\n".into(),
                    ..ready()
                },
            ),
            (
                "CHANGELOG.md",
                Facts {
                    changelog: "## [1.2.30] - 2026-01-31\n".into(),
                    ..ready()
                },
            ),
            (
                "another commit",
                Facts {
                    tagged: Some("c1".into()),
                    ..ready()
                },
            ),
            (
                "build it again",
                Facts {
                    built_from: None,
                    ..ready()
                },
            ),
            (
                "build it again",
                Facts {
                    built_from: Some("c0".into()),
                    ..ready()
                },
            ),
            (
                "whole history",
                Facts {
                    inputs: None,
                    ..ready()
                },
            ),
        ];
        for (expected, facts) in cases {
            let problems = facts.problems();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].contains(expected), "{problems:?}");
        }
    }
}
