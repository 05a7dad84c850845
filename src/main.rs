//! Reads the arguments, calls a command, prints its error.

fn main() {}
