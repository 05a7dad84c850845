//! A phone that votes: it speaks plain HTTP, and keeps its cookie.

use std::io::{BufReader, Write};

use super::client::{Answer, Events, ask_as, connect};

/// A phone that has opened the link.
pub struct Voter {
    pub base: String,
    pub path: String,
    pub cookie: String,
}

impl Voter {
    /// Opens the link and joins under a name.
    pub fn joins(link: &str, name: &str) -> Self {
        let mut voter = Self::opens(link);
        let joined = voter.posts("join", name);
        assert_eq!(joined.status, 204, "{joined:?}");
        let cookie = joined.header("set-cookie").split(';').next();
        voter.cookie = cookie.unwrap_or_default().to_owned();
        voter
    }

    /// Only opens it.
    pub fn opens(link: &str) -> Self {
        let (host, path) = link.split_once("://").unwrap().1.split_once('/').unwrap();
        Self {
            base: format!("http://{host}"),
            path: format!("/{path}"),
            cookie: "x=y".to_owned(),
        }
    }

    pub fn page(&self) -> Answer {
        ask_as(
            &self.cookie,
            &self.base,
            &format!("GET {}", self.path),
            b"",
            0,
        )
    }

    pub fn posts(&self, what: &str, body: &str) -> Answer {
        let what = format!("POST {}/{what}", self.path);
        ask_as(&self.cookie, &self.base, &what, body.as_bytes(), body.len())
    }

    /// Says something to the vote with this number.
    pub fn says(&self, number: u64, said: &str) -> u16 {
        self.posts("ballot", &format!("{number} {said}")).status
    }

    /// The number of the vote that stands; 0 where none does.
    pub fn number(&self) -> u64 {
        number(&self.follows().waits_for("vote").unwrap())
    }

    pub fn follows(&self) -> Events {
        let mut stream = connect(&self.base);
        let (path, cookie) = (&self.path, &self.cookie);
        let head = format!("GET {path}/events HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        Events::of(BufReader::new(stream))
    }
}

/// The number in what a phone is told of a vote.
pub fn number(view: &str) -> u64 {
    let view: serde_json::Value = serde_json::from_str(view).unwrap();
    view["number"].as_u64().unwrap_or_default()
}
