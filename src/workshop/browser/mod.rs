//! A seat in a browser, for learners without an SSH client: the code of the class on a page, then a socket over which
//! frames come and keys go, to the same reception, door and seat as over SSH.
//!
//! What a browser shows instead of a key is a token in a cookie that no script and no other site can read; the roster
//! keeps its digest where it keeps fingerprints of keys.

mod said;
mod socket;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use percent_encoding::percent_decode_str;
use tokio::time::{sleep, timeout};

use self::socket::Visitor;
use super::access::{Access, is_code};
use super::fingerprint::{Fingerprint, Token};
use super::state::Workshop;
use crate::say;
use crate::web::{Peer, filled, served};
use crate::words::{Lang, Words};

const SEAT: &str = include_str!("page/seat.html");
const CODE: &str = include_str!("page/code.html");
const STYLE: &str = include_str!("page/seat.css");
const DRAWING: &str = include_str!("page/cells.js");
const SCRIPT: &str = include_str!("page/seat.js");

/// The name of the cookie that holds a browser's token.
const COOKIE: &str = "mindgap-seat";
/// How long a browser keeps it: a course.
const KEPT: Duration = Duration::from_secs(180 * 24 * 60 * 60);
/// Bytes of a form with a code.
const MAX_FORM: usize = 4 << 10;
/// Bytes of a message of a page: a pasted text is the longest.
const MAX_MESSAGE: usize = 64 << 10;
/// How long a form may take to come, and a wrong code to be called wrong.
const PATIENCE: Duration = Duration::from_secs(10);
const REJECTION: Duration = Duration::from_secs(1);

impl Workshop {
    /// What is served to browsers that take a seat.
    pub fn browser_routes(self: &Arc<Self>) -> Router {
        if let Some(hall) = self.hall().filter(|_| self.has_seats_in_browsers()) {
            hall.leads_to_seats();
        }
        Router::new()
            .route("/seat", get(seat).post(enter))
            .route("/seat/line", get(line))
            .route("/seat/leave", post(leave))
            .route(
                "/seat.css",
                get(|| async { served("text/css; charset=utf-8", STYLE) }),
            )
            .route("/cells.js", get(|| async { served(JAVASCRIPT, DRAWING) }))
            .route("/seat.js", get(|| async { served(JAVASCRIPT, SCRIPT) }))
            .with_state(self.clone())
    }

    /// Whether anybody may take a seat in a browser: a class of keys has none.
    pub fn has_seats_in_browsers(&self) -> bool {
        !matches!(self.access, Access::Keys(_))
    }

    /// Whether a browser that shows this may sit down without a code.
    fn lets_in(&self, token: &Token) -> bool {
        let fingerprint = Fingerprint::from(token);
        match &self.access {
            Access::Open => true,
            Access::Keys(_) => false,
            Access::Code(_) => {
                self.admitted.contains(&fingerprint, Instant::now())
                    || matches!(self.roster.by_key(&fingerprint), Ok(Some(_)))
            }
        }
    }

    fn words_for(&self, headers: &HeaderMap) -> Words {
        Words::of(language(headers).unwrap_or(self.lang))
    }
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The seat, for whoever may have one; else the question for the code.
async fn seat(State(workshop): State<Arc<Workshop>>, headers: HeaderMap) -> Response {
    let words = workshop.words_for(&headers);
    if !workshop.has_seats_in_browsers() {
        let text = say!(words, "browser-keys-only");
        return page_of_code(words, StatusCode::FORBIDDEN, &text, false);
    }
    let token = token(&headers).filter(|token| workshop.lets_in(token));
    match (token, &workshop.access) {
        (Some(_), _) => Html(filled(SEAT, words, &[])).into_response(),
        (None, Access::Open) => match Token::new() {
            Ok(new) => with_token(&workshop, &new, Html(filled(SEAT, words, &[]))),
            Err(error) => broken(error),
        },
        (None, _) => page_of_code(words, StatusCode::OK, "", true),
    }
}

/// Lets in whoever types the code of the class.
async fn enter(
    State(workshop): State<Arc<Workshop>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let words = workshop.words_for(&headers);
    let Access::Code(code) = &workshop.access else {
        return Redirect::to("/seat").into_response();
    };
    let Ok(Ok(form)) = timeout(PATIENCE, to_bytes(body, MAX_FORM)).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Some(wait) = workshop.brake.wait(peer, Instant::now()) {
        sleep(REJECTION).await;
        let text = say!(words, "access-braked", n = wait.as_secs() + 1);
        return page_of_code(words, StatusCode::TOO_MANY_REQUESTS, &text, true);
    }
    if !is_code(&typed(&form), code) {
        tracing::warn!(%peer, "wrong code of the class, in a browser");
        workshop.brake.was_wrong(peer, Instant::now());
        sleep(REJECTION).await;
        let text = say!(words, "browser-wrong-code");
        return page_of_code(words, StatusCode::FORBIDDEN, &text, true);
    }
    match Token::new() {
        Ok(new) => {
            let fingerprint = Fingerprint::from(&new);
            workshop.admitted.add(fingerprint, Instant::now());
            with_token(&workshop, &new, Redirect::to("/seat"))
        }
        Err(error) => broken(error),
    }
}

/// Takes a browser's token away again, for whoever shares a machine.
async fn leave(State(workshop): State<Arc<Workshop>>, headers: HeaderMap) -> Response {
    if !is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let cookie = [(header::SET_COOKIE, cookie(&workshop, "", Duration::ZERO))];
    (cookie, StatusCode::NO_CONTENT).into_response()
}

/// The socket between a page and its seat.
async fn line(
    State(workshop): State<Arc<Workshop>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    // Browsers let any site open a socket to any other, with its cookies.
    if !is_own(&headers) {
        tracing::warn!(%peer, "a page of another site wanted a seat");
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(token) = token(&headers).filter(|token| workshop.lets_in(token)) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let Ok(entered) = workshop.admit(peer) else {
        tracing::warn!(%peer, "too many connections");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // It has shown what opens the door.
    entered.is_known_now();
    let visitor = Visitor {
        fingerprint: Fingerprint::from(&token),
        peer,
        lang: language(&headers).unwrap_or(workshop.lang),
        entered,
    };
    upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .on_upgrade(move |socket| visitor.sits(workshop, socket))
}

/// The page that asks for the code, if it does, and says why it does so again, or does not.
fn page_of_code(words: Words, status: StatusCode, remark: &str, asks: bool) -> Response {
    let hidden = if asks { "" } else { "hidden" };
    let own = [("remark", remark.to_owned()), ("hidden", hidden.to_owned())];
    (status, Html(filled(CODE, words, &own))).into_response()
}

/// An answer that gives a browser its token.
fn with_token(workshop: &Workshop, token: &Token, answer: impl IntoResponse) -> Response {
    let cookie = cookie(workshop, &token.to_string(), KEPT);
    ([(header::SET_COOKIE, cookie)], answer).into_response()
}

/// What a browser is to keep, for so long: where no script and no other site comes by it.
fn cookie(workshop: &Workshop, value: &str, kept: Duration) -> String {
    let secure = if workshop.is_https() { "; Secure" } else { "" };
    let age = kept.as_secs();
    format!("{COOKIE}={value}; Path=/seat; Max-Age={age}; HttpOnly; SameSite=Lax{secure}")
}

fn broken(error: impl std::fmt::Display) -> Response {
    tracing::error!(%error, "no token");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The token that a browser shows.
fn token(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(|all| all.split(';'));
    cookies.find_map(|one| {
        let (name, value) = one.trim().split_once('=')?;
        Token::shown(value).filter(|_| name == COOKIE)
    })
}

/// Whether a request comes from a page of this very server.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else {
        return false;
    };
    let site = origin.split_once("://").map(|(_, site)| site);
    site.is_some_and(|site| site.eq_ignore_ascii_case(host))
}

/// The first language that a browser asks for and the interface speaks (RFC 9110, 12.5.4; browsers name the best
/// first).
fn language(headers: &HeaderMap) -> Option<Lang> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut asked = asked.split(',').filter_map(|one| one.split(';').next());
    asked.find_map(|one| one.trim().parse().ok())
}

/// The code in a form (HTML: application/x-www-form-urlencoded).
fn typed(form: &[u8]) -> String {
    let form = String::from_utf8_lossy(form);
    let mut fields = form.split('&').filter_map(|field| field.split_once('='));
    let code = fields.find(|(name, _)| *name == "code");
    let code = code.map_or("", |(_, code)| code).replace('+', " ");
    percent_decode_str(&code).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        let pairs =
            pairs.map(|(name, value)| (name.clone(), header::HeaderValue::from_static(value)));
        pairs.collect()
    }

    #[test]
    fn every_text_of_the_pages_is_there_in_every_language() {
        let own = ["lang", "remark", "hidden"];
        for page in [SEAT, CODE] {
            let names = page.split("{{").skip(1);
            for name in names.filter_map(|part| part.split("}}").next()) {
                let has = |lang| Words::of(lang).has(name);
                assert!(
                    own.contains(&name) || Lang::ALL.into_iter().all(has),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn only_pages_of_this_server_are_its_own() {
        let is = |origin, host| is_own(&headers(&[(header::ORIGIN, origin), (header::HOST, host)]));
        assert!(is("http://192.0.2.7:8080", "192.0.2.7:8080"));
        assert!(is("https://lab.example.org", "LAB.example.org"));
        assert!(!is("http://192.0.2.7", "192.0.2.7:8080"));
        assert!(!is("http://evil.example", "192.0.2.7:8080"));
        assert!(!is("null", "192.0.2.7:8080"));
        assert!(!is_own(&headers(&[(header::HOST, "192.0.2.7:8080")])));
    }

    #[test]
    fn the_language_is_the_first_that_the_interface_speaks() {
        let of = |text| language(&headers(&[(header::ACCEPT_LANGUAGE, text)]));
        assert_eq!(of("fr-CH, de;q=0.8, en;q=0.7"), Some(Lang::German));
        assert_eq!(of("en-GB"), Some(Lang::English));
        assert_eq!(of("tlh"), None);
    }

    #[test]
    fn a_code_arrives_as_it_was_typed() {
        assert_eq!(typed(b"code=Blue+wh%C3%A4le&x=1"), "Blue wh\u{e4}le");
        assert_eq!(typed(b"\xff\xfe%%%"), "");
    }
}
