//! `mindgap pack build`, `install` and `list`: packs on their way from hand to hand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use ureq::tls::{RootCerts, TlsConfig};

use super::super::json::{ArchiveLine, Line, PackLine};
use super::super::output::say;
use super::super::{Home, Outcome, interrupt};
use super::check::{many, tell};
use crate::pack::archive::Packed;
use crate::pack::installed::InstalledError;
use crate::pack::{Diagnoses, Pack, archive};
use crate::words::Lang;

/// The pictures that the pack's texts show, in whichever language.
fn pictures(folder: &Path, home: &Home) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for lang in Lang::ALL {
        let pack = Pack::open(folder, home.stock()?, lang)?;
        let albums = pack.lessons.iter().map(|lesson| &lesson.album);
        names.extend(albums.flat_map(|album| album.names().map(str::to_owned)));
    }
    Ok(names)
}

/// Packs what is in the folder of a pack into one file.
pub(in super::super) fn packed(
    folder: &Path,
    pack: &Pack,
    archive: &Path,
    home: &Home,
) -> Result<Packed> {
    let pictures = pictures(folder, home)?;
    Ok(archive::build(folder, &pack.file, &pictures, archive)?)
}

/// Checks a pack and packs it.
pub(super) fn build(
    folder: &Path,
    output: Option<PathBuf>,
    json: bool,
    home: &Home,
) -> Result<Outcome> {
    let diagnoses = Pack::examine(folder, home.stock()?);
    if diagnoses.has_errors() {
        tell(&diagnoses, json)?;
        return Ok(Outcome::FoundFaults);
    }
    let pack = Pack::open(folder, home.stock()?, Lang::default())?;
    let name = PathBuf::from(format!("{}.{}", pack.file.name, archive::EXTENSION));
    let file = output.unwrap_or(name);
    let room = tempfile::tempdir().context("there is no room to pack in")?;
    interrupt::removes(vec![room.path().to_owned()])?;
    let unproven = room.path().join("pack.mindgap");
    let packed = packed(folder, &pack, &unproven, home)?;
    // Whoever is handed the file has nothing but it.
    let found = opened(&unproven, room.path(), home)?;
    if found.has_errors() {
        tell(&found, json)?;
        bail!(
            "{}: the folder can be played, but what would be packed of it cannot, so nothing was written; keep what it needs below the paths that pack.yaml names",
            folder.display()
        );
    }
    archive::hand_on(&unproven, &file)?;
    if json {
        let line = ArchiveLine {
            pack: &pack.file.name,
            file: file.display().to_string(),
            bytes: packed.bytes,
            sha256: &packed.sha256,
            files: packed.files,
            left_out: &packed.left_out,
        };
        Line::Archive(line).say()?;
        return Ok(Outcome::Done);
    }
    for name in &packed.left_out {
        say(format!("left out: {name} (no lesson and no data)"))?;
    }
    say(format!(
        "{}: {} files, {} kB",
        file.display(),
        packed.files,
        packed.bytes.div_ceil(1_000)
    ))?;
    say(format!("sha256 {}", packed.sha256))?;
    Ok(Outcome::Done)
}

/// What is wrong with the pack in an archive, as whoever installs it would be told.
fn opened(archive: &Path, room: &Path, home: &Home) -> Result<Diagnoses> {
    let inside = room.join("inside");
    std::fs::create_dir(&inside).context("there is no room to unpack in")?;
    archive::unpack(archive, &inside)?;
    // As on a computer that has none of its data yet.
    let cache = room.join("cache");
    Ok(Pack::examine(&inside, home.stock()?.kept_in(cache)))
}

/// Bytes that are fetched from an address at most.
const MAX_DOWNLOAD_BYTES: u64 = 1 << 30;

/// Installs a pack from wherever it is.
pub(super) fn install(
    source: &str,
    sha256: Option<&str>,
    (replace, json): (bool, bool),
    home: &Home,
) -> Result<Outcome> {
    let (installed, stock) = (home.installed()?, home.stock()?);
    let room = tempfile::tempdir().context("there is no room to unpack in")?;
    interrupt::removes(vec![room.path().to_owned()])?;
    let file = room.path().join("pack.mindgap");
    let archive = if source.contains("://") {
        let Some(sha256) = sha256 else {
            bail!("{source}: say what the file has to be with --sha256; pack build prints it");
        };
        fetch(source, &file)?;
        check_digest(&file, source, sha256)?;
        file
    } else if Path::new(source).is_dir() {
        let folder = Path::new(source);
        let pack = Pack::open(folder, stock.clone(), Lang::default())?;
        packed(folder, &pack, &file, home)?;
        file
    } else {
        if let Some(sha256) = sha256 {
            check_digest(Path::new(source), source, sha256)?;
        }
        PathBuf::from(source)
    };
    // Whoever installs knows the source, and not what it was kept as.
    let kept = archive.display().to_string();
    let name = installed
        .install(&archive, &stock, replace)
        .map_err(|error| match error {
            InstalledError::Taken(_) => anyhow::Error::from(error),
            error => anyhow!(error.to_string().replace(&kept, source)),
        })?;
    if json {
        let folder = installed.find(&name)?;
        let opened = Pack::open(&folder, stock, Lang::default());
        Line::Pack(PackLine::of(&name, &folder, opened)).say()?;
        return Ok(Outcome::Done);
    }
    say(format!("{name} is installed: mindgap learn {name}"))?;
    Ok(Outcome::Done)
}

/// Fetches a file over https.
fn fetch(address: &str, file: &Path) -> Result<()> {
    if !address.starts_with("https://") {
        bail!("{address}: only https addresses are fetched");
    }
    let agent = ureq::Agent::config_builder()
        .https_only(true)
        // What the system trusts: many schools and companies have a certificate of their own.
        .tls_config(
            TlsConfig::builder()
                .root_certs(RootCerts::PlatformVerifier)
                .build(),
        )
        .timeout_global(Some(Duration::from_secs(600)))
        .build()
        .new_agent();
    let fetched = agent.get(address).call();
    let response = fetched.with_context(|| format!("{address} cannot be fetched"))?;
    let mut body = response
        .into_body()
        .into_with_config()
        .limit(MAX_DOWNLOAD_BYTES)
        .reader();
    let mut out = std::fs::File::create(file).context("there is no room for the file")?;
    std::io::copy(&mut body, &mut out).with_context(|| format!("{address} cannot be fetched"))?;
    Ok(())
}

fn check_digest(file: &Path, source: &str, wanted: &str) -> Result<()> {
    let found = archive::digest(file)?;
    if !found.eq_ignore_ascii_case(wanted.trim()) {
        bail!("{source}: its SHA-256 is {found} and not {wanted}; it is another file, or damaged");
    }
    Ok(())
}

pub(super) fn list(json: bool, home: &Home) -> Result<Outcome> {
    let (installed, stock) = (home.installed()?, home.stock()?);
    let names = installed.names()?;
    if names.is_empty() && !json {
        say("No pack was installed yet: mindgap pack install FILE")?;
    }
    for name in names {
        let folder = installed.find(&name)?;
        let opened = Pack::open(&folder, stock.clone(), Lang::default());
        if json {
            Line::Pack(PackLine::of(&name, &folder, opened)).say()?;
            continue;
        }
        match &opened {
            Ok(pack) => {
                let lessons = many(pack.lessons.len(), "lesson");
                let minutes: u32 = pack.lessons.iter().map(|lesson| lesson.minutes).sum();
                say(format!(
                    "{name:<24} {}: {lessons}, {minutes} min, {}",
                    pack.file.title, pack.file.licence
                ))?;
            }
            Err(error) => say(format!("{name:<24} cannot be played: {error}"))?,
        }
    }
    Ok(Outcome::Done)
}
