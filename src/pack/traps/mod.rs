//! YAML's traps by name: what is written as everybody would write it, and means something else to YAML, or
//! nothing at all. Each is told where it stands, with what to write instead; and with that in its place, the
//! rest of the file can be read too.

mod flow;
mod found;
mod lines;
mod quotes;
mod strings;
mod syntax;
mod values;

pub(super) use found::Trap;
pub(super) use quotes::quoted;
pub(super) use syntax::in_plain_words;

/// The traps in a text, from its beginning. Some are none where the text can be read as it is: see
/// [`Trap::breaks`].
pub(super) fn find(text: &str) -> Vec<Trap> {
    let mut traps = lines::scan(text);
    traps.sort_by_key(|trap| trap.bytes.start);
    traps
}

/// The text with what is to be written instead of these; a tab is so many times two spaces.
pub(super) fn cured(text: &str, traps: &[Trap], tab: usize) -> String {
    let mut cured = String::with_capacity(text.len() + traps.len());
    let mut done = 0;
    for trap in traps {
        let Some(cure) = &trap.cure else { continue };
        if trap.bytes.start < done {
            continue;
        }
        cured.push_str(text.get(done..trap.bytes.start).unwrap_or_default());
        let is_tab = text
            .get(trap.bytes.clone())
            .is_some_and(|written| written.contains('\t'));
        match is_tab && cure.trim().is_empty() {
            true => cured.push_str(&cure.repeat(tab)),
            false => cured.push_str(cure),
        }
        done = trap.bytes.end;
    }
    cured.push_str(text.get(done..).unwrap_or_default());
    cured
}
