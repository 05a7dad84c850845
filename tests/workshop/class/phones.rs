//! Phones in a workshop: one address for all, a seat for each, and none where the instructor did not let them in.

#[path = "../../web/client.rs"]
#[allow(dead_code, reason = "of a phone, this needs little")]
pub mod client;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use client::{Phone, post};
use tempfile::TempDir;

use super::Class;
use crate::common::window::Window;

pub const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/photo");
const CELL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/photos/sudoku-cells/cell00_label6.png"
);

/// A learner in front of the first photo.
fn at_the_photo(class: &Class, name: &str) -> Window {
    let key = class.key(name);
    let (mut window, _) = class.welcomes(name, Some(&key));
    window.types("<enter><enter>").waits_for("Run ");
    window.types("<enter>").waits_for("digit found");
    window
}

/// The phone of whoever sits here.
fn opens(window: &mut Window, address: &str) -> Phone {
    window.types("m").waits_for("Waiting for your phone");
    window.waits_for(address);
    let screen = window.screen();
    let code = screen.split("code ").find_map(|text| {
        let code = text.get(..9)?;
        let is_code = code.bytes().filter(u8::is_ascii_digit).count() == 8;
        is_code.then(|| code.to_owned())
    });
    let code = code.unwrap_or_else(|| panic!("a code\n{screen}"));
    let typed = post(address, "/", format!("code={code}").as_bytes());
    assert_eq!(typed.status, 303);
    Phone::open(&format!("{address}{}", typed.header("location")))
}

#[test]
fn the_phones_of_a_class_come_in_by_one_address_and_each_to_its_own_seat() {
    let arguments = ["--access", "open", "--web", "127.0.0.1:0"];
    let class = Class::hosts(TempDir::new().unwrap(), PHOTO, &arguments);
    let address = class.host.said.split("phones ").nth(1).unwrap();
    let address = address.split_whitespace().next().unwrap().to_owned();
    let mut ada = at_the_photo(&class, "Ada");
    let mut ben = at_the_photo(&class, "Ben");
    let (hers, his) = (opens(&mut ada, &address), opens(&mut ben, &address));
    assert_ne!(hers.token, his.token);
    let (mut at_hers, mut at_his) = (hers.follows(), his.follows());
    ada.waits_for("Your phone is here");
    ben.waits_for("Your phone is here");
    assert_eq!(hers.sends(&fs::read(CELL).unwrap()).status, 204);
    ada.waits_for("from your phone, 1 · 1 digit found");
    at_hers.sees("from your phone, 1: 1 digit found");
    assert!(!ben.screen().contains("from your phone, 1"));
    let kept = class.folder.path().join("host/workshop/photos/ada/photo-1");
    let mode = fs::metadata(&kept).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Who leaves the step, shuts the door for their own phone.
    ada.types("b").waits_for("step 1 of");
    assert!(at_hers.waits_for("over").is_some());
    assert_eq!(
        Phone::open(&format!("{address}/{}", hers.token))
            .page
            .status,
        404
    );
    at_his.sees("digit found");
    ben.types("<esc>").waits_for("phone is here");
}

#[test]
fn where_the_instructor_did_not_open_the_door_no_phone_is_offered() {
    let class = Class::open(PHOTO);
    assert!(!class.host.said.contains("phones"));
    let mut ada = at_the_photo(&class, "Ada");
    ada.types("?").waits_for("switch");
    assert!(!ada.screen().contains("phone"), "{}", ada.screen());
}
