//! Votes on phones of those who have no terminal, and on the projector: a page each, told as it happens. A phone joins by a link
//! with a name and is known by a cookie from then on; what was said is shown only once the vote is closed.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};

use super::hall::Hall;
use super::voting::{Voting, hold};
use super::{hands, pages};
use crate::base::token::is_same;
use crate::lesson::vote::Tally;
use crate::progress::votes::{Cast, Standing, Votes};
use crate::say;
use crate::words::{Lang, Words};

/// Between two looks at how many have voted.
const GAP: Duration = Duration::from_millis(400);
/// After so long without anything to tell, the line is tried.
const ALIVE: Duration = Duration::from_secs(15);
/// The cookie by which a phone is known, for half a day.
const COOKIE: &str = "voter";
const LASTS: u32 = 12 * 60 * 60;

/// Who looks.
#[derive(Clone)]
enum Who {
    /// A phone that joined: its voter and name.
    Phone(String, String),
    /// Nobody in particular.
    Anybody,
}

/// A vote as a page shows it, in its reader's language.
#[derive(Serialize)]
struct View {
    number: i64,
    question: String,
    choices: Vec<String>,
    open: bool,
    /// How many have voted, in words.
    told: String,
    /// What the reader said: the number of the choice, from 1, or the number.
    own: Option<usize>,
    /// Once it is closed.
    rows: Vec<(String, usize)>,
    voters: usize,
}

impl View {
    fn of(standing: Standing, words: Words) -> Self {
        use crate::lesson::vote::Ballot;
        let Standing {
            number,
            poll,
            is_open,
            voters,
            own,
            tally,
        } = standing;
        let told = match &tally {
            Some(Tally {
                median: Some(median),
                ..
            }) => say!(
                words,
                "vote-median",
                n = voters,
                median = median.to_string()
            ),
            _ => say!(words, "vote-count", n = voters),
        };
        Self {
            number,
            question: poll.question,
            choices: poll.choices,
            open: is_open,
            told,
            own: own.map(|own| match own {
                Ballot::Choice(choice) => choice + 1,
                Ballot::Number(number) => usize::from(number),
            }),
            rows: tally.map(|tally| tally.rows).unwrap_or_default(),
            voters,
        }
    }
}

/// The page on which a phone votes.
pub(super) async fn page(
    State(hall): State<Arc<Hall>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let words = words(&hall, &headers);
    match hall.votes_by(&token) {
        Some(voting) => {
            let is_in = matches!(who(voting, &headers), Who::Phone(..));
            pages::vote(words, &token, is_in)
        }
        None => pages::gone(&hall),
    }
}

/// What the projector shows.
pub(super) async fn projector(
    State(hall): State<Arc<Hall>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let words = words(&hall, &headers);
    match hall.screen_by(&token) {
        Some(voting) => pages::projector(words, &token, &voting.qr(), &voting.phones()),
        None => pages::gone(&hall),
    }
}

/// Takes a phone in under a name.
pub(super) async fn join(
    State(hall): State<Arc<Hall>>,
    Path(token): Path<String>,
    body: Body,
) -> Response {
    let Some(voting) = hall.votes_by(&token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let body = match hands::small(&hall, body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let Some(name) = (voting.tidy)(&String::from_utf8_lossy(&body)) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let votes = voting.votes.clone();
    let joined = spawn_blocking(move || votes.join(&name)).await;
    match joined {
        Ok(Ok(Some(token))) => {
            let cookie =
                format!("{COOKIE}={token}; Path=/vote; HttpOnly; SameSite=Strict; Max-Age={LASTS}");
            (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
        }
        Ok(Ok(None)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        failed => broken(failed.err().map(|error| error.to_string())),
    }
}

/// Takes a ballot: the vote's number, a space, and what is said. Answered when it is kept.
pub(super) async fn cast(
    State(hall): State<Arc<Hall>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(voting) = hall.votes_by(&token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Who::Phone(voter, name) = who(voting, &headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let body = match hands::small(&hall, body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let text = String::from_utf8_lossy(&body).into_owned();
    let said = text.split_once(' ');
    let Some((Ok(number), said)) = said.map(|(number, said)| (number.parse::<i64>(), said)) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let ballot = voting
        .votes
        .standing("")
        .and_then(|standing| standing.poll.read(said));
    let Some(ballot) = ballot else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let votes = voting.votes.clone();
    let cast = spawn_blocking(move || votes.cast((&voter, &name), number, ballot)).await;
    match cast {
        Ok(Ok(Cast::Taken)) => StatusCode::NO_CONTENT.into_response(),
        Ok(Ok(Cast::Waits)) => StatusCode::ACCEPTED.into_response(),
        Ok(Ok(Cast::NotNow)) => StatusCode::CONFLICT.into_response(),
        Ok(Ok(Cast::Full)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        failed => broken(failed.err().map(|error| error.to_string())),
    }
}

/// What a phone is told as it happens.
pub(super) async fn follow(
    State(hall): State<Arc<Hall>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match hall.votes_by(&token) {
        Some(voting) => told(voting, who(voting, &headers), words(&hall, &headers)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What the projector is told as it happens.
pub(super) async fn follow_on_projector(
    State(hall): State<Arc<Hall>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match hall.screen_by(&token) {
        Some(voting) => told(voting, Who::Anybody, words(&hall, &headers)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A reader who follows.
struct Following {
    votes: Arc<Votes>,
    following: Arc<Mutex<HashMap<String, usize>>>,
    changed: watch::Receiver<u64>,
    who: Who,
    words: Words,
    sent: Option<String>,
    sent_at: Instant,
}

fn told(voting: &Voting, who: Who, words: Words) -> Response {
    if let Who::Phone(voter, _) = &who {
        *hold(&voting.following).entry(voter.clone()).or_default() += 1;
    }
    let following = Following {
        votes: voting.votes.clone(),
        following: voting.following.clone(),
        changed: voting.votes.subscribe(),
        who,
        words,
        sent: None,
        sent_at: Instant::now() - GAP,
    };
    let events = stream::unfold(following, |mut following| async {
        let event = following.next().await?;
        Some((Ok::<_, Infallible>(event), following))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response()
}

impl Drop for Following {
    fn drop(&mut self) {
        let Who::Phone(voter, _) = &self.who else {
            return;
        };
        let mut following = hold(&self.following);
        if let Some(pages) = following.get_mut(voter) {
            *pages -= 1;
            if *pages == 0 {
                following.remove(voter);
            }
        }
    }
}

impl Following {
    /// The next thing that is new; none when nobody tells any more.
    async fn next(&mut self) -> Option<Event> {
        loop {
            sleep_until(self.sent_at + GAP).await;
            self.changed.mark_unchanged();
            let voter = match &self.who {
                Who::Phone(voter, _) => voter,
                Who::Anybody => "",
            };
            let view = self.votes.standing(voter);
            let view = view.map(|standing| View::of(standing, self.words));
            // Texts and numbers: all of it can be written.
            let view = serde_json::to_string(&view).ok()?;
            if self.sent.as_ref() != Some(&view) {
                self.sent_at = Instant::now();
                let event = Event::default().event("vote").data(&view);
                self.sent = Some(view);
                return Some(event);
            }
            self.changed.changed().await.ok()?;
        }
    }
}

/// Whose phone it is.
fn who(voting: &Voting, headers: &HeaderMap) -> Who {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let token = pairs.find(|(name, _)| *name == COOKIE);
    let found = token.map(|(_, token)| voting.votes.phone(token));
    match found {
        Some(Some((voter, name))) => Who::Phone(voter, name),
        _ => Who::Anybody,
    }
}

/// The language that the reader's browser asks for first, of those that there are.
fn words(hall: &Hall, headers: &HeaderMap) -> Words {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut tags = asked.unwrap_or_default().split(',');
    let known = tags.find_map(|tag| tag.split(';').next()?.trim().parse::<Lang>().ok());
    known.map_or(hall.words, Words::of)
}

/// What could not be kept is the host's to hear.
fn broken(why: Option<String>) -> Response {
    tracing::error!(why, "a vote could not be kept");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

impl Hall {
    /// The votes of whoever has the link for phones.
    fn votes_by(&self, token: &str) -> Option<&Voting> {
        let voting = self.voting.as_ref()?;
        is_same(token, &voting.join).then_some(voting)
    }

    /// The votes of whoever has the link for the projector.
    fn screen_by(&self, token: &str) -> Option<&Voting> {
        let voting = self.voting.as_ref()?;
        is_same(token, &voting.screen).then_some(voting)
    }
}
