//! Resident memory of a process as Linux tells it; nothing elsewhere.

use std::fs;

/// Written to `clear_refs`, this sets the peak of a process to what it holds now (proc(5)).
const RESET_PEAK: &str = "5";
const BYTES_PER_KIB: u64 = 1 << 10;

/// A process with the memory that it held before the work began.
#[derive(Debug)]
pub(super) struct Meter {
    process: u32,
    before: Option<u64>,
}

impl Meter {
    /// Takes what the process holds now, its pages among them, as the start.
    pub(super) fn start(process: u32) -> Self {
        let reset = fs::write(format!("/proc/{process}/clear_refs"), RESET_PEAK).is_ok();
        let before = reset.then(|| status(process, "VmRSS:")).flatten();
        Self { process, before }
    }

    /// Bytes that the process has held beyond that at most.
    pub(super) fn peak(&self) -> Option<u64> {
        Some(status(self.process, "VmHWM:")?.saturating_sub(self.before?))
    }
}

fn status(process: u32, field: &str) -> Option<u64> {
    kib(&fs::read_to_string(format!("/proc/{process}/status")).ok()?, field)
}

/// Bytes of a field such as `VmHWM:    10240 kB`.
fn kib(status: &str, field: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix(field))?;
    Some(value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * BYTES_PER_KIB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_kib() {
        let status = "Name:\tpython\nVmHWM:\t   10 kB\nVmRSS:\t    2 kB\n";
        assert_eq!((kib(status, "VmHWM:"), kib(status, "VmRSS:")), (Some(10_240), Some(2_048)));
        assert_eq!(kib(status, "VmSwap:"), None);
    }
}
