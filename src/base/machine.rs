//! Which machine this is.

use std::fs;

/// What the processor calls itself, as far as the system says so: the first `model name` of Linux, elsewhere the
/// system's own name.
pub(crate) fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = told.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    name.unwrap_or_else(|| format!("a processor under {}", std::env::consts::OS))
}
