//! Which request gets which answer.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::hall::Hall;
use super::{follow, hands, pages, vote};
use crate::say;

/// Who asks, as an extension of each request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// A seat's token, and one of its phones.
type Phone = Path<(String, u64)>;

/// All that is served; `more` beside the phones' pages.
pub(super) fn routes(hall: Arc<Hall>, more: Router) -> Router {
    Router::new()
        .route("/", get(entrance).post(enter))
        .route("/page.css", get(pages::style))
        .route("/page.js", get(pages::script))
        .route("/vote.css", get(pages::vote_style))
        .route("/vote.js", get(pages::vote_script))
        .route("/vote/{token}", get(vote::page))
        .route("/vote/{token}/join", post(vote::join))
        .route("/vote/{token}/ballot", post(vote::cast))
        .route("/vote/{token}/events", get(vote::follow))
        .route("/screen/{token}", get(vote::projector))
        .route("/screen/{token}/events", get(vote::follow_on_projector))
        .route("/{token}", get(page))
        .route("/{token}/{phone}/events", get(events))
        .route("/{token}/{phone}/drawing", post(drawing))
        .route("/{token}/{phone}/photo", post(photo))
        .fallback(nothing)
        .with_state(hall)
        .merge(more)
        // Each reads its body under its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(map_response(pages::guarded))
}

/// Asks for the code.
async fn entrance(State(hall): State<Arc<Hall>>) -> Response {
    pages::code(&hall, StatusCode::OK, "")
}

/// Lets in whoever types the code on the learner's screen.
async fn enter(
    State(hall): State<Arc<Hall>>,
    Extension(Peer(peer)): Extension<Peer>,
    body: Body,
) -> Response {
    let words = hall.words;
    let body = match hands::small(&hall, body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let typed = body.strip_prefix(b"code=").unwrap_or_default();
    let typed: String = typed
        .iter()
        .filter(|sign| sign.is_ascii_digit())
        .take(32)
        .map(|sign| char::from(*sign))
        .collect();
    match hall.by_code(&typed, peer) {
        Ok(Some(seat)) => Redirect::to(&format!("/{}", seat.token)).into_response(),
        Ok(None) => {
            tracing::warn!(%peer, "wrong code of a phone");
            let text = say!(words, "phone-wrong-code");
            pages::code(&hall, StatusCode::FORBIDDEN, &text)
        }
        Err(wait) => {
            let text = say!(words, "phone-wait", n = wait.as_secs() + 1);
            pages::code(&hall, StatusCode::TOO_MANY_REQUESTS, &text)
        }
    }
}

/// The page of a phone.
async fn page(State(hall): State<Arc<Hall>>, Path(token): Path<String>) -> Response {
    match hall.seat(&token) {
        Some(seat) => pages::phone(seat.words, &token, seat.page(), hall.limits.photo),
        None => pages::gone(&hall),
    }
}

async fn events(State(hall): State<Arc<Hall>>, Path((token, phone)): Phone) -> Response {
    match hall.seat(&token) {
        Some(seat) => follow::follow(seat, phone),
        None => pages::gone(&hall),
    }
}

async fn drawing(
    State(hall): State<Arc<Hall>>,
    Path((token, phone)): Phone,
    body: Body,
) -> Response {
    match hall.seat(&token) {
        Some(seat) => hands::draws(&hall, &seat, phone, body).await,
        None => pages::gone(&hall),
    }
}

async fn photo(
    State(hall): State<Arc<Hall>>,
    Path((token, phone)): Phone,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match hall.seat(&token) {
        Some(seat) => hands::sends(&hall, &seat, phone, &headers, body).await,
        None => pages::gone(&hall),
    }
}

async fn nothing(State(hall): State<Arc<Hall>>) -> Response {
    pages::gone(&hall)
}
