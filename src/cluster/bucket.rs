//! Buckets of keys and values: each with what it may hold at most, and made by whoever comes first.

use std::time::Duration;

use async_nats::jetstream::kv::{Config, Store};
use thiserror::Error;

use super::engine::Engine;
use crate::base::terminal::message;

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

impl Engine {
    /// A bucket, made if it is not there.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub(super) fn bucket(&self, bucket: Bucket) -> Result<Store, StorageError> {
        let name = self.names().stream(bucket.what);
        let config = Config {
            bucket: name.clone(),
            description: bucket.about.to_owned(),
            max_value_size: bucket.largest,
            max_bytes: bucket.most,
            max_age: bucket.age,
            history: 1,
            ..Config::default()
        };
        let made = self.wait(async {
            match self.jetstream().get_key_value(&name).await {
                Ok(store) => Ok(store),
                Err(_) => self.jetstream().create_key_value(config).await,
            }
        });
        made.map_err(|error| StorageError {
            name,
            problem: message(&error.to_string()),
        })
    }
}
