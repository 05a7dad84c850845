//! The schemas of what `--json` prints, and the page `docs/json.md`; both made from the types.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Line;
use crate::base::closest;
use crate::base::schema::{definitions, section};

/// Every command that takes `--json`, and which events it prints.
const COMMANDS: [(&str, &[&str]); 30] = [
    (
        "train",
        &[
            "queued",
            "started",
            "validating",
            "epoch",
            "done",
            "error",
            "slice",
            "learning_point",
        ],
    ),
    (
        "reveal",
        &[
            "slice",
            "group",
            "ood",
            "effective_robustness",
            "label_shift",
            "corruption_error",
            "mean_corruption_error",
            "looks",
        ],
    ),
    ("predict", &["picture", "error"]),
    ("findings", &["slice"]),
    ("sheet", &["printed"]),
    ("slices list", &["part", "corruption"]),
    ("slices show", &["sample", "corruption"]),
    ("runs list", &["run", "error", "looks"]),
    ("runs show", &["run"]),
    ("runs compare", &["comparison"]),
    ("runs rename", &["run"]),
    ("runs export", &["exported"]),
    ("runs delete", &["removed"]),
    ("serve", &["workshop", "attendance", "plan", "seat"]),
    ("worker", &["worker"]),
    ("desk collect", &["hand_in", "error"]),
    ("doctor", &["check"]),
    ("pack new", &["pack"]),
    ("pack check", &["diagnosis", "checked"]),
    ("pack test", &["lesson"]),
    ("pack notes", &["note"]),
    ("pack build", &["archive", "diagnosis", "checked"]),
    ("pack install", &["pack"]),
    ("pack list", &["pack"]),
    ("pack remove", &["removed"]),
    ("data list", &["set", "error"]),
    ("data verify", &["error", "checked"]),
    ("data import", &["set"]),
    ("data export", &["written"]),
    ("data remove", &["removed"]),
];

/// All lines, in draft 7 as the schemas of packs.
fn schema() -> Value {
    let settings = SchemaSettings::draft07().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Line<'_>>();
    schema.to_value()
}

/// The schema of one line that this command prints.
///
/// # Errors
/// When there is no such command, or it does not take `--json`.
pub(in super::super) fn schema_of(command: &str) -> Result<Value> {
    let known = COMMANDS.iter().find(|(name, _)| *name == command);
    let (_, events) = known.with_context(|| {
        let names = COMMANDS.map(|(name, _)| name);
        match closest(command, names.into_iter()) {
            Some(meant) => {
                format!("{command}: no command of this name takes --json; did you mean {meant}?")
            }
            None => format!(
                "{command}: no command of this name takes --json; those are {}",
                names.join(", ")
            ),
        }
    })?;
    let mut schema = schema();
    if let Some(all) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        all.retain(|line| event(line).is_some_and(|event| events.contains(&event)));
    }
    let lines = schema.get("oneOf").and_then(Value::as_array);
    let used = used(lines.into_iter().flatten(), &schema);
    if let Some(known) = schema.get_mut("definitions").and_then(Value::as_object_mut) {
        known.retain(|name, _| used.contains(name));
    }
    if let Some(root) = schema.as_object_mut() {
        root.remove("description");
        root.insert(
            "title".to_owned(),
            json!(format!("mindgap {command} --json")),
        );
    }
    Ok(schema)
}

/// Which event a line is.
fn event(line: &Value) -> Option<&str> {
    line.pointer("/properties/event/const")
        .and_then(Value::as_str)
}

/// Every field of every line, as a page of Markdown.
pub(in super::super) fn page() -> String {
    let schema = schema();
    let mut page = String::from(
        "# What `--json` prints\n\n\
         Made from the program by `mindgap schema --reference`; `mindgap schema COMMAND` prints the JSON \
         schema of a\ncommand's lines, for validators.\n\n\
         Every command that tells something takes `--json` and then prints one JSON object a line to standard \
         output, and\nnothing else there; `event` says what a line is. The same thing has the same name \
         everywhere: `run` is a run's id,\n`slice` what was measured on, `n` a number of pictures, \
         `accuracy` a share from 0 to 1, `error` what is wrong and what\nto do. New fields and new events may \
         come; those that are here keep their meaning. A command that fails as a whole\nsays so on standard \
         error, and by its exit code: 1 for a fault, 2 for arguments that are none, 130 after Ctrl-C,\n143 after \
         SIGTERM. Where the locale has no Unicode, characters outside of ASCII are `\\u` escapes. Documents \
         (`report`,\n`data list --markdown`, `pack schema`, `schema`, `completions`, `man`) and what is \
         played on a screen (`learn`,\n`pack preview`, `desk`) have no `--json`.\n\n\
         | command | events |\n|---|---|\n",
    );
    for (command, events) in COMMANDS {
        let events: Vec<String> = events
            .iter()
            .map(|event| format!("[{event}](#{event})"))
            .collect();
        let _ = writeln!(
            page,
            "| `mindgap {command} --json` | {} |",
            events.join(", ")
        );
    }
    let lines = schema.get("oneOf").and_then(Value::as_array);
    let lines: Vec<Value> = lines
        .into_iter()
        .flatten()
        .map(|line| whole(line, &schema))
        .collect();
    for line in &lines {
        let mut told = line.clone();
        if let Some(fields) = told
            .pointer_mut("/properties")
            .and_then(Value::as_object_mut)
        {
            // It is the heading.
            fields.remove("event");
        }
        section(&mut page, event(line).unwrap_or_default(), &told);
    }
    page.push_str("\n# Parts of lines\n");
    let parts = lines.iter().filter_map(|line| line.get("properties"));
    let used = used(parts, &schema);
    for (name, part) in definitions(&schema) {
        if used.contains(name) {
            section(&mut page, name, part);
        }
    }
    page
}

/// A line with the fields of the type that it refers to.
fn whole(line: &Value, schema: &Value) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut take = |part: &Value| {
        let fields = part.get("properties").and_then(Value::as_object);
        properties.extend(
            fields
                .into_iter()
                .flatten()
                .map(|(name, field)| (name.clone(), field.clone())),
        );
        let names = part.get("required").and_then(Value::as_array);
        required.extend(names.into_iter().flatten().cloned());
    };
    take(line);
    if let Some(named) = referred(line, schema) {
        take(named);
    }
    let mut line = line.clone();
    if let Some(line) = line.as_object_mut() {
        line.insert("properties".to_owned(), Value::Object(properties));
        line.insert("required".to_owned(), Value::Array(required));
    }
    line
}

/// The definition that a line refers to.
fn referred<'s>(line: &Value, schema: &'s Value) -> Option<&'s Value> {
    let path = line.get("$ref").or(line.pointer("/allOf/0/$ref"))?;
    schema.pointer(path.as_str()?.strip_prefix('#')?)
}

/// The names of all definitions that these lines lead to.
fn used<'l>(lines: impl Iterator<Item = &'l Value>, schema: &Value) -> Vec<String> {
    fn look(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    match inner.as_str().filter(|_| key == "$ref") {
                        Some(path) => found.extend(path.rsplit('/').next().map(str::to_owned)),
                        None => look(inner, found),
                    }
                }
            }
            Value::Array(all) => all.iter().for_each(|inner| look(inner, found)),
            _ => {}
        }
    }
    let mut names = Vec::new();
    lines.for_each(|line| look(line, &mut names));
    let mut at = 0;
    while let Some(name) = names.get(at).cloned() {
        let mut more = Vec::new();
        if let Some(part) = schema.pointer(&format!("/definitions/{name}")) {
            look(part, &mut more);
        }
        names.extend(
            more.into_iter()
                .filter(|more| !names.contains(more))
                .collect::<Vec<_>>(),
        );
        at += 1;
    }
    names
}
