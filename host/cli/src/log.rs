//! The server's log with the time in front.

use crate::tell;
use anyhow::{Context, Result};
use host::mcp::Log;
use jiff::Timestamp;
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
};

/// Writes each line to stderr.
pub fn to_stderr() -> Log {
    Log::new(|line| tell(dated(line, Timestamp::now())))
}

/// Writes each line to stderr and to a file, which only its owner can read.
///
/// # Errors
///
/// When the file cannot be written.
pub fn to_file(path: &Path) -> Result<Log> {
    let file = open(path).with_context(|| format!("opening {}", path.display()))?;
    Ok(Log::new(move |line| {
        let line = dated(line, Timestamp::now());
        tell(&line);
        // In one piece, so that several programs may share the file.
        let _ = (&file).write_all(format!("{line}\n").as_bytes());
    }))
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that was there already may be open to others.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Puts the time in front: of an object as its first member.
fn dated(line: &str, now: Timestamp) -> String {
    let time = now.strftime("%Y-%m-%dT%H:%M:%SZ");
    match line.strip_prefix('{') {
        Some(members) => format!(r#"{{"time":"{time}",{members}"#),
        None => format!("{time} {line}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_in_front() {
        let now = Timestamp::UNIX_EPOCH;
        let dated = |line| dated(line, now);
        assert_eq!(dated("tool=search"), "1970-01-01T00:00:00Z tool=search");
        assert_eq!(
            dated(r#"{"tool":"search"}"#),
            r#"{"time":"1970-01-01T00:00:00Z","tool":"search"}"#
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_log_is_for_its_owner() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("gorgias-log-{}", std::process::id()));
        std::fs::write(&path, "earlier\n").unwrap();
        let log = to_file(&path).unwrap();
        log.write(r#"{"outcome":"ok"}"#);
        let text = std::fs::read_to_string(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        std::fs::remove_file(&path).unwrap();
        assert!(text.starts_with("earlier\n{\"time\":"), "{text}");
        assert_eq!(mode & 0o777, 0o600);
    }
}
