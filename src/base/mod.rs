//! What every room may use, and what knows nothing of any of them: languages, numbers as people write
//! them, text that is safe in a terminal or pure ASCII, whole files, schemas as pages, the time, the
//! machine and its address, metrics, threads, signals, tokens, folders that nobody uses, ranges of ten points, and
//! the name that was meant.

pub mod ascii;
pub mod clock;
pub mod closest;
pub mod file;
pub(crate) mod lang;
pub(crate) mod machine;
pub mod metrics;
pub mod net;
pub(crate) mod number;
pub(crate) mod schema;
pub mod signal;
pub mod tens;
pub mod terminal;
pub mod thread;
pub mod token;
pub mod unused;

pub use closest::closest;
pub use lang::Lang;
