//! What a phone is told as it happens: server-sent events, of which only the newest view matters.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::seat::{Seat, Shown};

/// Between two views: a hand sees no more, and a radio has to send no more.
const GAP: Duration = Duration::from_millis(80);
/// After so long without anything to tell, the line is tried, so that a phone that is gone is noticed.
const ALIVE: Duration = Duration::from_secs(5);
/// Before a browser tries again after a line was cut.
const RETRY: Duration = Duration::from_secs(1);

/// A phone that follows.
struct Following {
    line: Line,
    shown: watch::Receiver<Shown>,
    phone: u64,
    /// The part of a drawing that comes next; told first, once.
    greeting: Option<u64>,
    sent: Option<Arc<str>>,
    sent_at: Instant,
    is_over: bool,
}

/// Takes note when the line is cut.
struct Line {
    seat: Arc<Seat>,
    connection: u64,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.seat.leaves(self.connection);
    }
}

/// Lets a phone follow what goes on at its seat.
pub(super) fn follow(seat: Arc<Seat>, phone: u64) -> Response {
    let shown = seat.shown.subscribe();
    let (connection, next) = seat.arrives(phone);
    let following = Following {
        line: Line { seat, connection },
        shown,
        phone,
        greeting: Some(next),
        sent: None,
        sent_at: Instant::now() - GAP,
        is_over: false,
    };
    let events = stream::unfold(following, |mut following| async {
        let event = following.next().await?;
        Some((Ok::<_, Infallible>(event), following))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response()
}

impl Following {
    /// What there is to tell next; none when that was all.
    async fn next(&mut self) -> Option<Event> {
        if self.is_over {
            return None;
        }
        if let Some(next) = self.greeting.take() {
            let hello = Event::default().event("hello").retry(RETRY);
            return Some(hello.data(next.to_string()));
        }
        loop {
            sleep_until(self.sent_at + GAP).await;
            let shown = self.shown.borrow_and_update().clone();
            if shown.is_over || shown.phone != self.phone {
                self.is_over = true;
                let name = if shown.is_over { "over" } else { "taken" };
                // Browsers keep events without data to themselves.
                return Some(Event::default().event(name).data(name));
            }
            // The same page has come back over another line.
            if shown.line != self.line.connection {
                return None;
            }
            let is_new = self.sent.as_ref() != Some(&shown.view);
            if is_new && !shown.view.is_empty() {
                self.sent = Some(shown.view.clone());
                self.sent_at = Instant::now();
                return Some(Event::default().event("view").data(&*shown.view));
            }
            // The seat has the other end, and this has the seat.
            if self.shown.changed().await.is_err() {
                return None;
            }
        }
    }
}
