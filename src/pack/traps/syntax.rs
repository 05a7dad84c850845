//! What a YAML reader says when it gives up, in the words of whoever writes packs.

/// What is wrong and what to do, for a message of the reader that names no trap of ours.
pub(in crate::pack) fn in_plain_words(message: &str) -> String {
    let told = SAID.iter().find(|(said, _)| message.contains(said));
    match told {
        Some((_, told)) => (*told).to_owned(),
        None => format!("this is no YAML ({message}); put a text with signs in it into quotes"),
    }
}

/// What the reader says, and what that means.
const SAID: &[(&str, &str)] = &[
    (
        "did not find expected '-' indicator",
        "this line is not in line with the entries above it; indent it as they are, and begin an entry with `- `",
    ),
    (
        "did not find expected key",
        "this line is not in line with the keys above it; indent it as they are",
    ),
    (
        "mapping values are not allowed",
        "a `:` makes a key of what stands before it, and none can stand here; put a text with `: ` in it into quotes, \
         or indent the line as the keys above it",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here; write it below its key, an entry a line",
    ),
    (
        "simple key expected",
        "a key has to stand on one line with its `:`; put a text with signs in it into quotes",
    ),
    (
        "unknown anchor",
        "a text that begins with `*` has to stand in quotes",
    ),
    ("tab", "a tab stands here; indent with spaces"),
    (
        "flow sequence",
        "a list in brackets needs a comma between two entries and a `]` at its end; put a text with signs in it into quotes",
    ),
    (
        "flow mapping",
        "keys and values in braces need a comma between two of them and a `}` at their end; put a text with signs in \
         it into quotes",
    ),
    (
        "quoted scalar",
        "a text in quotes goes wrong here; close its quotes, and put a text with `\\` into single ones",
    ),
    (
        "unexpected eof",
        "the file ends in the middle of something; close its quotes and brackets",
    ),
    (
        "invalid indentation",
        "this line does not stand deep enough for what it belongs to; indent it with spaces, or close the quotes and \
         brackets above it",
    ),
    (
        "document",
        "`---` and `...` part a file, and a pack's files are not parted; take the line out",
    ),
    (
        "unprintable",
        "a character stands here that cannot be shown; take it out",
    ),
];
