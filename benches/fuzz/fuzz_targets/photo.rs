//! Whatever a phone sends: it is opened and cleaned up without a panic, or refused; and what nobody wrote is in no box.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mindgap::picture::{Cleanup, open_bytes};

fuzz_target!(|bytes: &[u8]| {
    let Ok(photo) = open_bytes(bytes, "photo") else {
        return;
    };
    // What is larger takes longer, and is no other.
    if photo.picture.width().max(photo.picture.height()) > 1000 {
        return;
    }
    let cleaned = Cleanup::default().run(&photo);
    match cleaned.sheet {
        Some(Ok(sheet)) => assert_eq!(sheet.written.len(), cleaned.digits.len()),
        Some(Err(_)) => assert!(cleaned.digits.is_empty()),
        None => {}
    }
});
