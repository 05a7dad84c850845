//! The same workshop over several hosts: front hosts, into which learners come, and workers, which train. They meet in an
//! engine, a NATS server with JetStream; without one, everything is in one process and needs nothing of this room.
//!
//! An [`Address`] says where the engine is and which class is meant; [`Engine`] is the connection to it. [`Names`] are the
//! subjects, streams and buckets of a class, and every message travels in an [`envelope`].
//!
//! Front hosts know of each other by their beats and hold seats so that none is at two ([`Others`]). Their databases are
//! [`Replicas`]: each host has all rows. Their runs go into a queue ([`Trainings`]), out of which each [`Working`] takes
//! what it can.

pub mod address;
mod agreed;
mod data;
pub mod engine;
pub mod envelope;
mod hosts;
mod names;
mod objects;
mod others;
mod packs;
mod remote;
mod replicas;
mod rows;
mod said;
mod seats;
mod storage;
mod teller;
mod told;
mod trainings;
mod wants;
mod worker;
mod working;

pub use address::Address;
pub use agreed::{Agreed, AgreedError};
pub use engine::{Engine, EngineError};
pub use names::Names;
pub use others::Others;
pub use packs::Packs;
pub use replicas::{Part, Replicas, ReplicasError};
pub use rows::{Fence, OnChange, RowsError};
pub use said::{Said, WorkerError};
pub use storage::StorageError;
pub use trainings::{RunState, Stage, Trainings};
pub use working::Working;
