//! What a browser gets: a few pages, how they look and what they do, all of it in the program.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use pulldown_cmark_escape::escape_html;

use super::hall::Hall;
use crate::say;
use crate::words::Words;

const PHONE: &str = include_str!("page/phone.html");
const CODE: &str = include_str!("page/code.html");
const VOTE: &str = include_str!("page/vote.html");
const PROJECTOR: &str = include_str!("page/projector.html");
const VOTE_STYLE: &str = include_str!("page/vote.css");
const VOTE_SCRIPT: &str = include_str!("page/vote.js");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Nothing but what is served here, nothing in frames, nothing kept, and nobody is told where one came from: the
/// address is the key.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Adds the headers that every answer has.
pub(super) async fn guarded(mut answer: Response) -> Response {
    for (name, value) in HEADERS {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// The page of a phone that is in.
pub(super) fn phone(words: Words, token: &str, phone: u64, most: usize) -> Response {
    let own = [
        ("token", token.to_owned()),
        ("phone", phone.to_string()),
        ("most", most.to_string()),
    ];
    Html(filled(PHONE, words, &own)).into_response()
}

/// The page that asks for the code, and says why it does so again.
pub(super) fn code(hall: &Hall, status: StatusCode, remark: &str) -> Response {
    let hidden = if hall.has_seats() { "" } else { "hidden" };
    let own = [("remark", remark.to_owned()), ("hidden", hidden.to_owned())];
    (status, Html(filled(CODE, hall.words, &own))).into_response()
}

/// The page on which a phone votes, if it has joined, or joins.
pub(super) fn vote(words: Words, token: &str, is_in: bool) -> Response {
    let is_in = if is_in { "yes" } else { "no" };
    let own = [("token", token.to_owned()), ("is-in", is_in.to_owned())];
    Html(filled(VOTE, words, &own)).into_response()
}

/// What the projector shows: the vote, and where phones come in, as a picture and as a text.
pub(super) fn projector(words: Words, token: &str, qr: &str, address: &str) -> Response {
    let own = [
        ("token", token.to_owned()),
        ("qr", qr.to_owned()),
        ("address", address.to_owned()),
    ];
    Html(filled(PROJECTOR, words, &own)).into_response()
}

/// How pages of votes look, besides.
pub(super) async fn vote_style() -> Response {
    served("text/css; charset=utf-8", VOTE_STYLE)
}

/// What they do.
pub(super) async fn vote_script() -> Response {
    served("text/javascript; charset=utf-8", VOTE_SCRIPT)
}

/// A link that opens nothing, or nothing any more.
pub(super) fn gone(hall: &Hall) -> Response {
    let text = say!(hall.words, "phone-gone");
    code(hall, StatusCode::NOT_FOUND, &text)
}

/// How pages look.
pub(super) async fn style() -> Response {
    served("text/css; charset=utf-8", STYLE)
}

/// What they do.
pub(super) async fn script() -> Response {
    served("text/javascript; charset=utf-8", SCRIPT)
}

/// What never changes, as it is.
pub fn served(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// A page with each `{{name}}` filled in: the language's code, what is the page's own, or the text with that id.
pub fn filled(page: &str, words: Words, own: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(page.len() * 2);
    let mut parts = page.split("{{");
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        let known = own.iter().find(|(known, _)| *known == name);
        let text = match (known, name) {
            (Some((_, text)), _) => text.clone(),
            (None, "lang") => words.lang.code().to_owned(),
            (None, id) => words.text(id),
        };
        // Writing into a text cannot fail.
        let _ = escape_html(&mut filled, &text);
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_text_of_the_pages_is_there_in_every_language() {
        let own = [
            "lang", "token", "phone", "most", "remark", "hidden", "is-in", "qr", "address",
        ];
        for page in [PHONE, CODE, VOTE, PROJECTOR] {
            let names = page.split("{{").skip(1);
            for name in names.filter_map(|part| part.split("}}").next()) {
                let is_known = own.contains(&name);
                let has = |lang| Words::of(lang).has(name);
                assert!(is_known || Lang::ALL.into_iter().all(has), "{name}");
            }
        }
    }

    #[test]
    fn what_is_filled_in_is_no_markup() {
        let own = [("x", "<b>\"&".to_owned())];
        let page = filled("a {{x}} b {{lang}}", Words::default(), &own);
        assert_eq!(page, "a &lt;b&gt;&quot;&amp; b en");
    }
}
