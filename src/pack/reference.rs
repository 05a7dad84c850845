//! The pack format as a JSON schema, for editors, and as a page to read; both made from the types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::schema::{Lesson, PackFile};
use crate::base::schema::{definitions, section};

/// A file that an instructor writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `pack.yaml`.
    Pack,
    /// A lesson.
    Lesson,
}

/// The schema of a file, in draft 7: no newer one is read by the YAML language server.
pub fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Pack => of::<PackFile>(),
        Kind::Lesson => of::<Lesson>(),
    }
}

fn of<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    name_too(&mut schema);
    schema
}

/// Lets a name stand where a pack's shared recipe or slice is put in.
fn name_too(schema: &mut Value) {
    let name = json!({ "type": "string", "description": "A name under `shared` of pack.yaml." });
    match schema {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                let named = inner.get("$ref").or(inner.pointer("/allOf/0/$ref"));
                if named == Some(&json!("#/definitions/Recipe")) && key == "recipe" {
                    *inner = json!({ "anyOf": [inner.take(), name.clone()] });
                } else if inner.pointer("/items/$ref") == Some(&json!("#/definitions/SliceSpec"))
                    && let Some(items) = inner.get_mut("items")
                {
                    *items = json!({ "anyOf": [items.take(), name.clone()] });
                } else {
                    name_too(inner);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(name_too),
        _ => {}
    }
}

/// Every key of both files, as a page of Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# Every key of a pack\n\n\
         Made from the program by `mindgap pack schema --reference`; `docs/authoring.md` is the way in.\n\
         A key without *may be left out* has to be there. A path such as `photos/sudoku.png` names what\n\
         `mindgap data list` lists, and what the pack brings along.\n",
    );
    let (pack, lesson) = (schema(Kind::Pack), schema(Kind::Lesson));
    section(&mut page, "pack.yaml", &pack);
    section(&mut page, "A lesson", &lesson);
    let mut told = Vec::new();
    for root in [&lesson, &pack] {
        for (name, part) in definitions(root) {
            if !told.contains(&name) {
                section(&mut page, name, part);
                told.push(name);
            }
        }
    }
    page
}
