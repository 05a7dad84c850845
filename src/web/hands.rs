//! What a phone's hands do: parts of drawings, and photos.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::hall::Hall;
use super::seat::{Seat, Taken};
use crate::lesson::Pen;
use crate::lesson::drawing::{Feel, Touched};
use crate::lesson::phone::{Does, FromPhone};
use crate::picture::{OpenError, bare};
use crate::say;
use crate::words::Words;

/// Bytes of a part of a drawing, some hundred points, and of everything else that is no photo.
const MAX_PART: usize = 64 << 10;

/// A part of a drawing, as the page sends it.
#[derive(Deserialize)]
struct Sent {
    number: u64,
    does: Vec<SentDoes>,
}

/// A point is its place from the left and from the top, 0..1, how hard it is pressed, and milliseconds.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SentDoes {
    Down([f32; 4]),
    To([f32; 4]),
    Up,
    Undo,
    Clear,
    HandIn,
}

impl From<SentDoes> for Does {
    fn from(sent: SentDoes) -> Self {
        let felt = |[x, y, pressure, at]: [f32; 4], begins| {
            Self::Draws(Pen::Felt(Touched {
                place: (x, y),
                // A cast saturates.
                feel: Feel {
                    pressure,
                    at: at as u32,
                },
                begins,
            }))
        };
        match sent {
            SentDoes::Down(point) => felt(point, true),
            SentDoes::To(point) => felt(point, false),
            SentDoes::Up => Self::Draws(Pen::Up),
            SentDoes::Undo => Self::Draws(Pen::Undo),
            SentDoes::Clear => Self::Draws(Pen::Clear),
            SentDoes::HandIn => Self::HandsIn,
        }
    }
}

/// A body that is no photo; or why it is none.
pub(super) async fn small(hall: &Hall, body: Body) -> Result<Bytes, StatusCode> {
    match timeout(hall.limits.body, to_bytes(body, MAX_PART)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Takes a part of a drawing in.
pub(super) async fn draws(hall: &Hall, seat: &Seat, phone: u64, body: Body) -> Response {
    let body = match small(hall, body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let Ok(part) = serde_json::from_slice::<Sent>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let does = part.does.into_iter().map(Does::from).collect();
    match seat.draws(phone, part.number, does) {
        Taken::Yes => StatusCode::NO_CONTENT,
        Taken::TooEarly => StatusCode::UNPROCESSABLE_ENTITY,
        Taken::Other => StatusCode::CONFLICT,
        Taken::TooMany => StatusCode::TOO_MANY_REQUESTS,
    }
    .into_response()
}

/// A photo that is on its way. Dropped before it is there, it was not sent.
struct OnItsWay<'a> {
    seat: &'a Seat,
    has_arrived: bool,
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        if !self.has_arrived {
            self.seat.tell(FromPhone::NotSent);
        }
    }
}

/// Takes a photo in: whatever was in its file beside the picture is gone then.
pub(super) async fn sends(
    hall: &Hall,
    seat: &Arc<Seat>,
    phone: u64,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    let words = seat.words;
    if !seat.is_here(phone) {
        return StatusCode::CONFLICT.into_response();
    }
    let most = hall.limits.photo;
    let too_large = || {
        let text = say!(words, "phone-too-large", most = most >> 20);
        (StatusCode::PAYLOAD_TOO_LARGE, text).into_response()
    };
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Before anything of it is read.
    if length.is_some_and(|length| length > most) {
        return too_large();
    }
    if !seat.may_send() {
        let text = say!(words, "phone-too-often");
        return (StatusCode::TOO_MANY_REQUESTS, text).into_response();
    }
    seat.tell(FromPhone::Sending);
    let mut on_its_way = OnItsWay {
        seat,
        has_arrived: false,
    };
    let received = timeout(hall.limits.body, async {
        let _turn = hall.sending.acquire().await.ok()?;
        let bytes = match to_bytes(body, most).await {
            Ok(bytes) => bytes,
            Err(_) => return Some(Err(too_large())),
        };
        let _turn = hall.decoding.acquire().await.ok()?;
        let photo = spawn_blocking(move || bare(&bytes, "photo")).await.ok()?;
        Some(photo.map_err(|error| {
            let text = why(&error, words);
            (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
        }))
    });
    match received.await {
        Ok(Some(Ok(photo))) => {
            on_its_way.has_arrived = true;
            seat.tell(FromPhone::Photo(photo));
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(Some(Err(refused))) => refused,
        Ok(None) | Err(_) => {
            let text = say!(words, "phone-not-sent");
            (StatusCode::REQUEST_TIMEOUT, text).into_response()
        }
    }
}

/// Why a photo is none, in the learner's language.
fn why(error: &OpenError, words: Words) -> String {
    match error {
        OpenError::NoPicture(_) | OpenError::Empty(_) => say!(words, "phone-no-picture"),
        OpenError::Heic(_) => say!(words, "phone-heic"),
        OpenError::TooLarge { .. } => say!(words, "phone-too-many-pixels"),
        OpenError::Damaged { .. }
        | OpenError::EndsEarly { .. }
        | OpenError::Unreadable { .. }
        | OpenError::NoFile { .. } => say!(words, "phone-damaged"),
    }
}
