//! What happens in a workshop or at a worker, written down: a file a day, for its owner.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use time::{Date, OffsetDateTime};
use tracing_appender::rolling::{Builder, RollingFileAppender, Rotation};

use crate::base::file::open_private;

/// What the names of the log's files end with.
const LOG_ENDING: &str = "log";
/// Days of the log that are kept.
const DAYS: usize = 30;

/// From now on, what happens is written down, a file a day, called after whom it is of.
pub(super) fn keep_log(folder: &Path, of: &'static str) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    let written = || format!("{}: the log cannot be written", folder.display());
    let day = today();
    open_private(&log_file(folder, of, day)).with_context(written)?;
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix(of)
        .filename_suffix(LOG_ENDING)
        .max_log_files(DAYS)
        .build(folder)
        .with_context(written)?;
    let files = PrivateLog {
        folder: folder.to_owned(),
        of,
        day,
        files,
    };
    tracing_subscriber::fmt()
        .json()
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .with_writer(std::sync::Mutex::new(files))
        .init();
    Ok(())
}

/// A log, a file a day. The appender makes its files readable by everybody: each is there before, for its
/// owner.
struct PrivateLog {
    folder: PathBuf,
    of: &'static str,
    day: Date,
    files: RollingFileAppender,
}

impl Write for PrivateLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let day = today();
        if day != self.day {
            open_private(&log_file(&self.folder, self.of, day))?;
            self.day = day;
        }
        self.files.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.files.flush()
    }
}

/// The day by which the appender names its files.
fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

fn log_file(folder: &Path, of: &str, day: Date) -> PathBuf {
    folder.join(format!("{of}.{day}.{LOG_ENDING}"))
}
