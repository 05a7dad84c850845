//! A JSON schema as a page of Markdown: what a machine checks and a person reads comes from the same types.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// What a schema defines under names.
pub(crate) fn definitions(root: &Value) -> impl Iterator<Item = (&String, &Value)> {
    root.get("definitions")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// A heading, what it is, and its keys or choices.
pub(crate) fn section(page: &mut String, name: &str, part: &Value) {
    let _ = write!(page, "\n## {name}\n\n");
    if let Some(about) = part.get("description").and_then(Value::as_str) {
        let _ = write!(page, "{}\n\n", one_line(about));
    }
    if let Some(properties) = part.get("properties").and_then(Value::as_object) {
        keys(page, properties, part);
        return;
    }
    let of = |key: &str| part.get(key).and_then(Value::as_array);
    let choices = of("oneOf").or(of("anyOf")).cloned().unwrap_or_default();
    for choice in &choices {
        let about = choice.get("description").and_then(Value::as_str);
        let about = about.map_or(String::new(), |about| format!(": {}", one_line(about)));
        let _ = writeln!(page, "- {}{about}", shown(choice));
    }
    if choices.is_empty() {
        let _ = writeln!(page, "{}", shown(part));
    }
}

fn keys(page: &mut String, properties: &Map<String, Value>, part: &Value) {
    let required = part.get("required").and_then(Value::as_array);
    let is_required =
        |key: &str| required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(key)));
    page.push_str("| key | value | what it is |\n|---|---|---|\n");
    for (key, value) in properties {
        let about = value
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let usual = match value.get("default") {
            _ if is_required(key) => String::new(),
            Some(Value::String(text)) if text.is_empty() => " *May be left out.*".to_owned(),
            Some(usual @ (Value::Number(_) | Value::String(_) | Value::Bool(true))) => {
                format!(" *May be left out: {usual}.*")
            }
            _ => " *May be left out.*".to_owned(),
        };
        let kind = match is_required(key) && may_be_null(value) {
            true => format!("{} or null", shown(value)),
            false => shown(value),
        };
        let _ = writeln!(
            page,
            "| `{key}` | {} | {}{usual} |",
            kind.replace('|', "\\|"),
            one_line(about).replace('|', "\\|"),
        );
    }
}

/// Whether nothing may stand in a value's place.
fn may_be_null(value: &Value) -> bool {
    let is_null =
        |kind: &Value| kind == "null" || kind.get("type").is_some_and(|kind| kind == "null");
    ["type", "anyOf"].iter().any(|key| {
        let all = value.get(*key).and_then(Value::as_array);
        all.is_some_and(|all| all.iter().any(is_null))
    })
}

/// What a value may be, in a few words.
fn shown(value: &Value) -> String {
    let reference = |value: &Value| {
        let path = value.get("$ref").and_then(Value::as_str)?;
        let name = path.rsplit('/').next()?;
        Some(format!("[{name}](#{})", name.to_lowercase()))
    };
    if let Some(name) = reference(value) {
        return name;
    }
    if let Some(constant) = value.get("const") {
        return format!("`{}`", constant.as_str().unwrap_or_default());
    }
    if let Some(all) = value.get("enum").and_then(Value::as_array) {
        let names = all
            .iter()
            .filter_map(Value::as_str)
            .map(|name| format!("`{name}`"));
        return names.collect::<Vec<_>>().join(", ");
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(all) = value.get(key).and_then(Value::as_array) {
            let all = all
                .iter()
                .filter(|one| one.get("type") != Some(&Value::from("null")));
            return all.map(shown).collect::<Vec<_>>().join(" or ");
        }
    }
    let kind = match value.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        // Also null: it may be left out.
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .next()
            .unwrap_or_default(),
        _ => "",
    };
    match kind {
        "array" => match value.get("items") {
            Some(Value::Array(items)) => {
                format!(
                    "list of {}",
                    items.iter().map(shown).collect::<Vec<_>>().join(" and ")
                )
            }
            Some(items) => format!("list of {}", shown(items)),
            None => "list".to_owned(),
        },
        "object" => match (value.get("properties"), value.get("additionalProperties")) {
            (Some(Value::Object(properties)), _) if properties.len() == 1 => {
                let only = properties
                    .iter()
                    .map(|(key, value)| format!("`{key}`: {}", shown(value)));
                only.collect()
            }
            (None, Some(inner @ Value::Object(_))) => format!("names, each with {}", shown(inner)),
            (None, Some(Value::Bool(false))) if value.get("patternProperties").is_some() => {
                let inner = value
                    .pointer("/patternProperties")
                    .and_then(Value::as_object);
                let inner = inner.and_then(|all| all.values().next());
                format!(
                    "numbers, each with {}",
                    inner.map(shown).unwrap_or_default()
                )
            }
            (Some(Value::Object(properties)), _) if properties.is_empty() => "map".to_owned(),
            (Some(Value::Object(properties)), _) => {
                let names: Vec<String> = properties.keys().map(|key| format!("`{key}`")).collect();
                let names = names.join(", ");
                match value.get("maxProperties") {
                    Some(_) => format!("one of {names}"),
                    None => format!("map with {names}"),
                }
            }
            _ => "map".to_owned(),
        },
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "number" => "number".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
