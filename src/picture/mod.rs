//! A picture in memory.
