//! The same workshop over several hosts: front hosts, into which learners come, and workers, which train. They meet in an
//! engine, a NATS server with JetStream; without one, everything is in one process and needs nothing of this room.
//!
//! An [`Address`] says where the engine is and which class is meant; [`Engine`] is the connection to it. [`Names`] are the
//! subjects, streams and buckets of a class, and every message travels in an [`envelope`].

pub mod address;
pub mod engine;
pub mod envelope;
mod names;

pub use address::Address;
pub use engine::{Engine, EngineError};
pub use names::Names;
