//! Labelled pictures.
