//! Messages on a stream: one a line.

use alloc::{string::String, vec::Vec};

/// The longest line that is read, in bytes.
pub const MAX_LINE: usize = 32 << 20;

/// Cuts a stream into lines.
#[derive(Default)]
pub struct Lines {
    line: Vec<u8>,
    /// Whether the line was longer than allowed; its rest is passed over.
    too_long: bool,
}

impl Lines {
    /// Takes what came in, and hands over each line that it completes, but no empty ones. A line
    /// that is too long is handed over as none.
    ///
    /// # Errors
    /// Those of `take`, which ends it.
    pub fn push<E>(
        &mut self,
        mut bytes: &[u8],
        mut take: impl FnMut(Option<&[u8]>) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some(end) = bytes.iter().position(|&byte| byte == b'\n') {
            // Nearly always a message comes in one piece, and need not be copied.
            let line = match self.line.is_empty() && !self.too_long {
                true => Some(&bytes[..end]),
                false => self.grow(&bytes[..end]),
            };
            match line {
                None => take(None)?,
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => take(Some(line))?,
            }
            self.line = Vec::new();
            self.too_long = false;
            bytes = &bytes[end + 1..];
        }
        self.grow(bytes);
        Ok(())
    }

    /// Hands over what stands behind the last newline at the end of the stream.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn end<E>(mut self, take: impl FnMut(Option<&[u8]>) -> Result<(), E>) -> Result<(), E> {
        self.push(b"\n", take)
    }

    fn grow(&mut self, bytes: &[u8]) -> Option<&[u8]> {
        if self.line.len() + bytes.len() > MAX_LINE {
            self.too_long = true;
            self.line = Vec::new();
        }
        if self.too_long {
            return None;
        }
        self.line.extend_from_slice(bytes);
        Some(&self.line)
    }
}

/// What a line that is too long is answered with.
pub fn too_long() -> String {
    String::from(
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request: a message may have 32 MiB"}}"#,
    )
}

#[cfg(test)]
mod tests;
