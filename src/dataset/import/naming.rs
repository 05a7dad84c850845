//! What people call the parts of a data set, and the files and arrays of pictures and labels.

/// The part that a word means.
pub(super) fn part(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "train" | "training" => Some("train"),
        "val" | "valid" | "validation" | "dev" => Some("validation"),
        "test" | "testing" | "t10k" => Some("test"),
        _ => None,
    }
}

/// The places of parts in a set; other ones follow.
pub(super) fn place(part: &str) -> usize {
    let known = ["train", "validation", "test"];
    known
        .iter()
        .position(|name| *name == part)
        .unwrap_or(known.len())
}

/// The words of a name.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The part that a file's name tells, if it tells one and not two.
pub(super) fn part_of_file(name: &str) -> Option<&'static str> {
    let mut parts = words(name).filter_map(part);
    let first = parts.next()?;
    parts.all(|other| other == first).then_some(first)
}

/// What an array is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Pictures,
    Labels,
}

/// What an array's name says, such as `x_train` (Keras), `val_images` (MedMNIST) or `labels`: what it is of, and of which
/// part. Every word of it has to say something.
pub(super) fn role(name: &str) -> Option<(Role, Option<&'static str>)> {
    let (mut role, mut part) = (None, None);
    for word in words(name) {
        let said = match word.to_ascii_lowercase().as_str() {
            "x" | "images" | "image" | "imgs" | "pictures" | "data" | "features" => Role::Pictures,
            "y" | "labels" | "label" | "targets" | "target" | "classes" => Role::Labels,
            _ => {
                let other = self::part(word)?;
                if part.replace(other).is_some() {
                    return None;
                }
                continue;
            }
        };
        if role.replace(said).is_some() {
            return None;
        }
    }
    Some((role?, part))
}
