//! Writes `data/SOURCES.md`, which people read, from the catalogue, which the program reads.

use std::fmt::{self, Write};

use super::catalogue::{Catalogue, File, Set};

const HEAD: &str = "# Where this data comes from

Everything here came out of packages of public registries, by name and version, and was checked:
counts, digests, samples looked at. `mindgap data verify` checks it again. This page is made from
`catalogue.yaml`: change that, then run `UPDATE_SOURCES=1 cargo test --test data sources`.

- **real**: scans or photos, at most cropped, resized and centred
- **rendered**: drawn by mindgap, from pen strokes that people really made or from real typefaces
- **simulated**: real inputs that a program altered
";

impl Catalogue {
    /// The catalogue as a Markdown page.
    pub fn to_markdown(&self) -> String {
        let mut page = HEAD.to_owned();
        for set in &self.sets {
            // Writing to a String cannot fail.
            let _ = write_set(&mut page, set);
        }
        page
    }
}

fn write_set(page: &mut String, set: &Set) -> fmt::Result {
    writeln!(
        page,
        "\n## {} (`{}`)\n\n{}\n",
        set.title, set.name, set.about
    )?;
    writeln!(page, "- Inputs: **{}**", set.inputs)?;
    writeln!(page, "- Origin: {}", set.origin)?;
    writeln!(page, "- Licence: {}", set.licence)?;
    writeln!(page, "- Cite: {}", set.citation)?;
    writeln!(page, "- Changed: {}", set.changes)?;
    for caveat in &set.caveats {
        writeln!(page, "- Mind: {caveat}")?;
    }
    for part in &set.parts {
        if let Some(why) = &part.evaluation_only {
            writeln!(page, "- `{}` is kept from training: {why}", part.name)?;
        }
    }
    if !set.parts.is_empty() {
        writeln!(
            page,
            "\n| part | pictures | size | classes | digest of what is decoded |"
        )?;
        writeln!(page, "|---|---:|---|---|---|")?;
    }
    for part in &set.parts {
        let (count, shape, classes) = (part.count, part.shape, part.classes.join(", "));
        writeln!(
            page,
            "| `{}` | {count} | {shape} | {classes} | `{}` |",
            part.name, part.digest
        )?;
    }
    writeln!(
        page,
        "\n| file | bytes | SHA-256 | notes |\n|---|---:|---|---|"
    )?;
    set.files().try_for_each(|file| write_file(page, file))
}

fn write_file(page: &mut String, file: &File) -> fmt::Result {
    let group = file.group.as_ref().map(|group| format!("family {group}"));
    let notes: Vec<&str> = [&group, &file.note]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let File {
        path,
        bytes,
        sha256,
        ..
    } = file;
    writeln!(
        page,
        "| `{path}` | {bytes} | `{sha256}` | {} |",
        notes.join("; ")
    )
}
