//! What an engine keeps for a class: buckets of keys and values, streams and objects, each with what it may hold at most, made
//! by whoever comes first, and smaller where the engine has little room.

use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::{CreateStreamError, CreateStreamErrorKind};
use async_nats::jetstream::kv::{self, Store};
use async_nats::jetstream::object_store::{self, ObjectStore};
use async_nats::jetstream::stream::{self, DiscardPolicy};
use thiserror::Error;

use super::engine::Engine;
use crate::base::terminal::message;

/// Bytes that an engine sets aside for a class if it has them: all buckets, streams and objects together.
const CLASS: i64 = 3300 << 20;
/// Parts into which that is divided at most where there is less room.
const SMALLEST_PART: i64 = 64;

/// What a bucket is for, and what it may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    /// Its name, behind that of the class.
    pub(super) what: &'static str,
    /// What an administrator reads of it.
    pub(super) about: &'static str,
    /// The largest value, in bytes.
    pub(super) largest: i32,
    /// All of it, in bytes.
    pub(super) most: i64,
    /// How long a value stays that nobody changes; zero for ever.
    pub(super) age: Duration,
}

/// A bucket or a stream cannot be had.
#[derive(Debug, Error)]
#[error(
    "{name}: the engine refuses it ({problem}); give this host's credentials the rights that docs/cluster.md lists, and the account enough storage"
)]
pub struct StorageError {
    /// What it is called.
    pub(super) name: String,
    /// What the engine said.
    pub(super) problem: String,
}

impl StorageError {
    pub(super) fn new(name: String, problem: &dyn Display) -> Self {
        let problem = message(&problem.to_string());
        Self { name, problem }
    }
}

impl Engine {
    /// A bucket, made if it is not there.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub(super) fn bucket(&self, bucket: Bucket) -> Result<Store, StorageError> {
        let name = self.names().stream(bucket.what);
        let there = self.wait(self.jetstream().get_key_value(&name));
        there.or_else(|_| {
            self.made(&name, bucket.most, |most| {
                self.jetstream().create_key_value(kv::Config {
                    bucket: name.clone(),
                    description: bucket.about.to_owned(),
                    max_value_size: bucket.largest,
                    max_bytes: most,
                    max_age: bucket.age,
                    history: 1,
                    ..kv::Config::default()
                })
            })
        })
    }

    /// A stream, made if it is not there, in which what is new displaces what is old.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub(super) fn stream(&self, what: &str, config: stream::Config) -> Result<(), StorageError> {
        let name = self.names().stream(what);
        let there = self.wait(self.jetstream().get_stream(&name));
        let made = there.or_else(|_| {
            self.made(&name, config.max_bytes, |most| {
                // Another host may make it at the same time.
                self.jetstream().get_or_create_stream(stream::Config {
                    name: name.clone(),
                    discard: DiscardPolicy::Old,
                    max_bytes: most,
                    ..config.clone()
                })
            })
        });
        made.map(drop)
    }

    /// A place for objects of this many bytes in all, made if it is not there, each of which stays for so long.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub(super) fn objects(
        &self,
        what: &str,
        most: i64,
        age: Duration,
    ) -> Result<ObjectStore, StorageError> {
        let name = self.names().stream(what);
        let there = self.wait(self.jetstream().get_object_store(&name));
        there.or_else(|_| {
            self.made(&name, most, |most| {
                self.jetstream().create_object_store(object_store::Config {
                    bucket: name.clone(),
                    max_bytes: most,
                    max_age: age,
                    ..object_store::Config::default()
                })
            })
        })
    }

    /// Makes something of this many bytes, which the engine sets aside, or of a part of them where it has not room for all
    /// that a class should have.
    fn made<T, E, F>(
        &self,
        name: &str,
        wanted: i64,
        make: impl Fn(i64) -> F,
    ) -> Result<T, StorageError>
    where
        E: Error,
        F: Future<Output = Result<T, E>>,
    {
        let most = wanted / self.part();
        let made = self.wait(make(most));
        let made = made.map_err(|error| StorageError::new(name.to_owned(), &error))?;
        if most < wanted {
            tracing::warn!(name, bytes = most, wanted, "the engine has little room");
            self.is_short_of(wanted - most);
        }
        Ok(made)
    }

    /// For which part of a class the engine has room, one in so many: it is tried once, so that what is made first does not
    /// take the room of what is made last.
    fn part(&self) -> i64 {
        *self.part.get_or_init(|| {
            let name = self.names().stream("room");
            let tried = |part: &i64| {
                let config = stream::Config {
                    name: name.clone(),
                    subjects: vec![self.names().subject("room")],
                    max_bytes: CLASS / part,
                    ..stream::Config::default()
                };
                let made = self.wait(self.jetstream().create_stream(config));
                // What is refused for another reason is told where it is made.
                made.map_or_else(|error| !is_full(&error), |_| true)
            };
            let parts = std::iter::successors(Some(1), |part| Some(part * 2));
            let part = parts.take_while(|part| *part < SMALLEST_PART).find(tried);
            // Where it could not be made, there is nothing to delete.
            let _ = self.wait(self.jetstream().delete_stream(&name));
            part.unwrap_or(SMALLEST_PART)
        })
    }
}

/// Whether an engine has no room for what it was to set aside.
fn is_full(error: &CreateStreamError) -> bool {
    let CreateStreamErrorKind::JetStream(error) = error.kind() else {
        return false;
    };
    [
        ErrorCode::STORAGE_RESOURCES_EXCEEDED,
        ErrorCode::INSUFFICIENT_RESOURCES,
        ErrorCode::ACCOUNT_RESOURCES_EXCEEDED,
    ]
    .contains(&error.error_code())
}
