//! Child processes: the benchmark's own program, started again with another task.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

/// Names the task, and what it needs to know.
const TASK: &str = "GORGIAS_BENCH_TASK";

/// What this process was started for; none in the benchmark itself.
pub fn task() -> Option<String> {
    env::var(TASK).ok()
}

/// A process that runs until this is dropped.
pub struct Running {
    child: Child,
    /// Closed on drop, which tells the process to end; so does the end of this process.
    stdin: Option<ChildStdin>,
    lines: BufReader<std::process::ChildStdout>,
}

impl Running {
    /// Starts this program again for a task.
    pub fn start(task: &[&str]) -> Self {
        let program = env::current_exe().expect("the program knows its own path");
        let mut child = Command::new(program)
            .env(TASK, task.join(" "))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts again");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("the output is piped");
        Self {
            child,
            stdin,
            lines: BufReader::new(stdout),
        }
    }

    /// Waits for the next line that the process prints.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line of text");
        assert!(!line.is_empty(), "the child process ended without a word");
        line.trim_end().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

/// Says a line to the parent.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").expect("the parent listens");
    out.flush().expect("the parent listens");
}

/// Waits until the parent drops its handle, or ends.
pub fn wait_for_the_end() {
    let mut rest = String::new();
    let _ = std::io::stdin().read_line(&mut rest);
}
