//! What a text that is not in quotes must not begin with or hold, in a block and between brackets.

use std::collections::BTreeSet;
use std::ops::Range;

use super::found::Trap;
use super::quotes::{PRINTED, plain, unseen};

/// Keys behind which stand names and numbers, and no texts for people.
const NAMED: &[&str] = &[
    "after",
    "among",
    "answer",
    "apply",
    "as",
    "attack",
    "augment",
    "batch",
    "classes",
    "data",
    "dial",
    "epochs",
    "fit",
    "format",
    "from",
    "groups",
    "inputs",
    "label_column",
    "labels",
    "learning_rate",
    "lessons",
    "measure",
    "minutes",
    "model",
    "needs",
    "of",
    "on",
    "only",
    "optimizer",
    "path",
    "range",
    "recipe",
    "runs",
    "sample",
    "seed",
    "seeds",
    "set",
    "shape",
    "show",
    "slice",
    "specimens",
    "step",
    "take",
    "test",
    "train",
    "turn",
    "validation",
    "watch",
];

/// The trap in a plain text that stands alone at this place; none if it can stand as it is. `all` is the whole file.
pub(super) fn in_text(
    all: &str,
    bytes: Range<usize>,
    key: &str,
    names: &Names<'_>,
) -> Option<Trap> {
    let text = all.get(bytes.clone())?;
    let first = text.chars().next()?;
    let unquoted = |why: &str| Some(Trap::unquoted(bytes.clone(), text, why));
    let begins = |means: &str| {
        let sign = match first {
            '`' => "a backtick".to_owned(),
            sign => format!("`{sign}`"),
        };
        format!("a text that begins with {sign} has to stand in quotes, since {means}")
    };
    match first {
        '*' if names.is_alias(text) => return None,
        '*' => return unquoted(&begins("YAML looks for something of that name")),
        '&' if names.is_anchor(text) => return None,
        '&' => {
            let trap = unquoted(&begins(
                "YAML takes its first word for a name, and drops it",
            ));
            return trap.map(|trap| Trap {
                breaks: false,
                ..trap
            });
        }
        '!' if text.starts_with("!!") => return None,
        '!' => {
            let trap = unquoted(&begins(
                "YAML takes its first word for a type, and drops it",
            ));
            return trap.map(|trap| Trap {
                breaks: false,
                ..trap
            });
        }
        '%' | '@' | '`' | ']' | '}' | ',' | '|' | '>' => {
            return unquoted(&begins("YAML keeps that sign for itself"));
        }
        '{' if text.starts_with("{{") => {
            let trap = unquoted(
                "a text that begins with `{{` has to stand in quotes, since YAML takes braces for keys and values",
            );
            return trap.map(|trap| Trap {
                breaks: false,
                ..trap
            });
        }
        '-' if text.starts_with("- ") => {
            return unquoted(
                "a text that begins with a hyphen and a space has to stand in quotes, since YAML takes it for a list",
            );
        }
        _ => {}
    }
    if text.contains("{{") && all.get(..bytes.start).is_some_and(is_in_flow) {
        return unquoted(
            "a text with `{{` in it has to stand in quotes here, since YAML takes braces for keys and values",
        );
    }
    if text.contains(": ") || text.ends_with(':') || text.contains(":\n") {
        return unquoted(
            "a text with a colon and a space in it has to stand in quotes, since YAML takes what stands before for a key",
        );
    }
    too_large(text, &bytes)
        .or_else(|| unseen_in(text, &bytes, key))
        .or_else(|| printed(text, &bytes, key))
}

/// Whether a text begins with a sign that YAML keeps for itself.
pub(super) fn begins_badly(text: &str) -> bool {
    text.starts_with(['*', '&', '!', '%', '@', '`'])
}

/// Whether what is written behind this stands between brackets.
fn is_in_flow(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let count = |signs: [char; 2]| line.matches(signs).count();
    count(['[', '{']) > count([']', '}'])
}

/// A number that no computer's own numbers hold.
fn too_large(text: &str, bytes: &Range<usize>) -> Option<Trap> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok();
    (is_number && !fits).then(|| {
        let most = u64::MAX;
        let problem = format!(
            "a number has at most 64 bits, so {most} is the largest; write a smaller one, or put it into quotes where a \
             text is meant"
        );
        Trap::silent(bytes.clone(), problem, Some("1".to_owned()))
    })
}

/// A name with a character in it that nobody sees.
fn unseen_in(text: &str, bytes: &Range<usize>, key: &str) -> Option<Trap> {
    let character = text
        .chars()
        .find(|&character| unseen(character).is_some())?;
    let name = unseen(character)?;
    if !NAMED.contains(&key) {
        return None;
    }
    let meant = plain(text);
    let code = u32::from(character);
    let problem = format!("{name} (U+{code:04X}) stands in this name; write {meant}");
    Some(Trap::silent(bytes.clone(), problem, Some(meant)))
}

/// A text in quotation marks of print.
fn printed(text: &str, bytes: &Range<usize>, key: &str) -> Option<Trap> {
    let inner = text.strip_prefix(PRINTED)?.strip_suffix(PRINTED)?;
    if inner.contains(PRINTED) {
        return None;
    }
    let why = "these are quotation marks of print, which YAML takes for letters of the text";
    match NAMED.contains(&key) {
        true => Some(Trap {
            breaks: false,
            ..Trap::meaning(bytes.clone(), text, inner, why)
        }),
        // Somebody may be quoted.
        false => {
            let trap = Trap::meaning(bytes.clone(), text, inner, why);
            let problem = format!(
                "{}, or put it into a sentence if they are to be shown",
                trap.problem
            );
            Some(Trap {
                may_be_meant: true,
                problem,
                cure: None,
                breaks: false,
                ..trap
            })
        }
    }
}

/// The anchors and aliases of a text: what begins with `&` and with `*`.
pub(super) struct Names<'a> {
    anchors: BTreeSet<&'a str>,
    aliases: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let behind = |sign: char| {
            let places = text.match_indices(sign);
            let names = places.filter_map(|(at, sign)| text.get(at + sign.len()..).map(name));
            names.filter(|name| !name.is_empty()).collect()
        };
        Self {
            anchors: behind('&'),
            aliases: behind('*'),
        }
    }

    /// Whether a text is the alias of an anchor.
    fn is_alias(&self, text: &str) -> bool {
        let named = text.trim_start_matches('*');
        name(named) == named && self.anchors.contains(named)
    }

    /// Whether a text begins with an anchor that something is an alias of.
    fn is_anchor(&self, text: &str) -> bool {
        let word = text.trim_start_matches('&').split_whitespace().next();
        word.is_some_and(|word| name(word) == word && self.aliases.contains(word))
    }
}

/// The name with which a text begins.
fn name(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '-' | '_'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
