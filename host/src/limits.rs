//! How much memory a session may use, and how much it did.

use wasmtime::ResourceLimiter;

/// Table entries that a session may have. The plugin's tables hold its functions, a few hundred.
const MAX_TABLE: usize = 100_000;

/// Bounds the linear memory of a store and records its peak.
pub(crate) struct MemoryLimit {
    limit: usize,
    /// Bytes. Memories never shrink, so the sum of what they grew by is the peak.
    used: usize,
}

impl MemoryLimit {
    pub fn new(limit: usize) -> Self {
        Self { limit, used: 0 }
    }

    pub fn peak(&self) -> usize {
        self.used
    }
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let used = self.used.saturating_add(desired.saturating_sub(current));
        let allowed = used <= self.limit;
        if allowed {
            self.used = used;
        }
        Ok(allowed)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= MAX_TABLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_count_together_and_a_refusal_counts_nothing() {
        let mut limit = MemoryLimit::new(100);
        assert!(limit.memory_growing(0, 60, None).unwrap());
        assert!(!limit.memory_growing(0, 60, None).unwrap());
        assert!(limit.memory_growing(60, 100, None).unwrap());
        assert_eq!(limit.peak(), 100);
    }
}
