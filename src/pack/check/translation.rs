//! Whether a translation is in step with its lesson: only what learners read may differ, or runs,
//! measurements and what is remembered of a learner would no longer fit.

use serde_json::Value;

use super::checking::Found;
use crate::pack::diagnosis::Severity;
use crate::pack::form;
use crate::pack::schema::Lesson;

/// Keys of texts that learners read.
const TEXTS: [&str; 9] = [
    "say", "question", "why", "takeaway", "note", "ask", "unit", "source", "title",
];
/// Keys of lists of such texts, of which there have to be as many.
const LISTS: [&str; 3] = ["choices", "hints", "not_measured"];
/// Lists of right answers, which every language has its own of.
const ACCEPTED: [&str; 2] = ["answer.text", "accept"];
/// A map of texts that learners read: to the same keys there have to be texts.
const REPLIES: &str = "replies";

/// Where a translation differs from its lesson in more than texts, and what to do.
pub(crate) fn out_of_step(lesson: &Lesson, translation: &Lesson) -> Vec<Found> {
    let (here, there) = (translation.steps.len(), lesson.steps.len());
    if here != there {
        let problem = format!(
            "the translation has {here}, the lesson {there}; write the same steps in the same order"
        );
        return vec![found(None, "", "steps", problem)];
    }
    let mut problems = Vec::new();
    if lesson.minutes != translation.minutes {
        let (here, there) = (translation.minutes, lesson.minutes);
        problems.push(found(
            None,
            "",
            "minutes",
            format!("{here}, but in the lesson {there}"),
        ));
    }
    let steps = lesson.steps.iter().zip(&translation.steps);
    for ((original, translated), number) in steps.zip(1..) {
        let place = (number, translated.kind());
        if original.kind() != translated.kind() {
            let there = original.kind();
            problems.push(found(
                Some(number),
                place.1,
                "",
                format!("in the lesson, this step is {there}"),
            ));
            continue;
        }
        let (Ok(original), Ok(translated)) = (
            serde_json::to_value(original),
            serde_json::to_value(translated),
        ) else {
            problems.push(found(
                Some(number),
                place.1,
                "",
                "it cannot be compared with the lesson".to_owned(),
            ));
            continue;
        };
        // A map with one key, the kind.
        if let (Value::Object(original), Value::Object(translated)) = (original, translated) {
            for ((_, original), (_, translated)) in original.iter().zip(&translated) {
                if !original.is_string() {
                    compare(place, "", original, translated, &mut problems);
                }
            }
        }
    }
    problems
}

fn compare(
    place: (usize, &'static str),
    path: &str,
    original: &Value,
    translated: &Value,
    problems: &mut Vec<Found>,
) {
    match (original, translated) {
        (Value::Object(one), Value::Object(other)) => {
            let mut keys: Vec<&String> = one.keys().chain(other.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys.iter().filter(|key| TEXTS.contains(&key.as_str())) {
                let has = |map: &serde_json::Map<String, Value>| {
                    let text = map.get(*key).and_then(Value::as_str);
                    text.is_some_and(|text| !text.trim().is_empty())
                };
                if has(one) && !has(other) {
                    let problem = "the lesson has a text here; translate it".to_owned();
                    let path = form::joined(path, key);
                    problems.push(found(Some(place.0), place.1, &path, problem));
                }
            }
            for key in keys
                .into_iter()
                .filter(|key| !TEXTS.contains(&key.as_str()))
            {
                let deeper = match path {
                    "" => key.clone(),
                    path => format!("{path}.{key}"),
                };
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::Null)
                };
                let (one, other) = (of(one), of(other));
                match (&one, &other) {
                    (Value::Array(one), Value::Array(other)) if LISTS.contains(&key.as_str()) => {
                        let (there, here) = (one.len(), other.len());
                        if here != there {
                            let problem = format!("it has {here} texts, in the lesson {there}");
                            problems.push(found(Some(place.0), place.1, &deeper, problem));
                        }
                    }
                    (Value::Array(_), Value::Array(_)) if ACCEPTED.contains(&deeper.as_str()) => {}
                    (one, other) if key == REPLIES => {
                        problems.extend(
                            unlike(one, other, &deeper).map(|(path, problem)| {
                                found(Some(place.0), place.1, &path, problem)
                            }),
                        );
                    }
                    _ => compare(place, &deeper, &one, &other, problems),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for ((one, other), number) in one.iter().zip(other).zip(1..) {
                compare(place, &format!("{path} {number}"), one, other, problems);
            }
        }
        (one, other) if one == other => {}
        (one, other) => {
            let problem =
                format!("it is {other}, in the lesson {one}; only what learners read may differ");
            problems.push(found(Some(place.0), place.1, path, problem));
        }
    }
}

/// Where a map has texts and its translation has none, or the other way round.
fn unlike(
    original: &Value,
    translated: &Value,
    path: &str,
) -> impl Iterator<Item = (String, String)> {
    let keys = |map: &Value| -> Vec<String> {
        let keys = map.as_object().map(|map| map.keys().cloned().collect());
        keys.unwrap_or_default()
    };
    let (there, here) = (keys(original), keys(translated));
    let missing = there.iter().filter(|key| !here.contains(key)).map(|key| {
        let problem = "the lesson has a text here; translate it".to_owned();
        (form::joined(path, key), problem)
    });
    let too_much = here.iter().filter(|key| !there.contains(key)).map(|key| {
        let problem = "the lesson has no text here; take it out, or write one there".to_owned();
        (form::joined(path, key), problem)
    });
    missing.chain(too_much).collect::<Vec<_>>().into_iter()
}

fn found(step: Option<usize>, kind: &'static str, path: &str, problem: String) -> Found {
    Found {
        severity: Severity::Error,
        step,
        kind,
        path: path.to_owned(),
        problem,
    }
}
