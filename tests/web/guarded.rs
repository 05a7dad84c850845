//! Who comes in, and who does not: by link and by code, and no longer than the door is open.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use mindgap::engine::door::Door;
use mindgap::lesson::phone::FromPhone;
use mindgap::web::door::OwnDoor;
use mindgap::web::{Limits, Place, Tls, TlsError};
use mindgap::words::{Lang, Words};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::client::{Open, Phone, connect, get, here, listener, look, post};

#[test]
fn whoever_has_the_link_is_in_and_sees_what_there_is_in_their_language() {
    let hall = Open::with(Limits::default());
    let mut seat = hall.seat(Lang::German);
    let phone = seat.scans();
    assert_eq!(phone.page.status, 200);
    assert!(phone.page.body.contains("<html lang=\"de\">"));
    assert!(phone.page.body.contains("Foto aufnehmen"));
    assert!(!phone.page.body.contains("{{"), "{}", phone.page.body);
    let mut events = phone.follows();
    assert_eq!(events.waits_for("hello").as_deref(), Some("1"));
    assert_eq!(seat.hears(), FromPhone::Arrived);
    events.sees("first");
    seat.door.show(look("second"));
    events.sees("second");
    seat.door.shut();
    assert_eq!(events.waits_for("over").as_deref(), Some("over"));
    assert_eq!(Phone::open(&seat.invitation.link).page.status, 404);
}

#[test]
fn a_wrong_token_opens_nothing() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let phone = seat.scans();
    let mut wrong = phone.token.clone().into_bytes();
    wrong[0] = if wrong[0] == b'A' { b'B' } else { b'A' };
    let wrong = Phone {
        token: String::from_utf8(wrong).unwrap(),
        ..phone
    };
    for path in ["", "/1/events"] {
        let page = get(&wrong.base, &format!("/{}{path}", wrong.token));
        assert_eq!(page.status, 404);
        assert!(page.body.contains("This link opens nothing"));
    }
    assert_eq!(wrong.draws(r#"{"number":1,"does":["undo"]}"#), 404);
    assert_eq!(wrong.sends(b"").status, 404);
    for path in [
        "/..",
        "/etc/passwd",
        "/page.js.map",
        "/%2e%2e/x",
        "/a/b/c/d",
    ] {
        assert_eq!(get(&wrong.base, path).status, 404, "{path}");
    }
    seat.hears_nothing();
}

#[test]
fn a_link_to_which_no_phone_comes_expires() {
    let hall = Open::with(Limits {
        link: Duration::from_millis(300),
        ..Limits::default()
    });
    let seat = hall.seat(Lang::English);
    // As long as a phone follows, it does not.
    let phone = seat.scans();
    let mut events = phone.follows();
    events.sees("first");
    assert_eq!(seat.hears(), FromPhone::Arrived);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(seat.scans().page.status, 200);
    drop(events);
    assert_eq!(seat.hears(), FromPhone::Left);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(seat.scans().page.status, 404);
    assert_eq!(seat.hears(), FromPhone::Expired);
}

#[test]
fn every_answer_keeps_the_link_to_itself_and_runs_nothing_foreign() {
    let hall = Open::with(Limits::default());
    let phone = hall.seat(Lang::English);
    let phone = phone.scans();
    let own = format!("/{}", phone.token);
    for path in [&own, "/", "/page.js", "/page.css", "/nowhere"] {
        let answer = get(&phone.base, path);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        // Nothing comes from elsewhere, and nothing stands in the page that the policy forbids.
        for foreign in ["//", "style=", "onclick", "<style", "javascript:"] {
            let is_script = path == "/page.js";
            assert!(
                is_script || !answer.body.contains(foreign),
                "{path}: {foreign}"
            );
        }
    }
    // 128 bits.
    assert_eq!(phone.token.len(), 22);
}

#[test]
fn a_code_opens_its_seat_once_and_whoever_guesses_has_to_wait() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let base = seat.invitation.address.clone();
    let code = seat.invitation.code.clone();
    assert!(get(&base, "/").body.contains("Type the code"));
    let types = |code: &str| post(&base, "/", format!("code={code}").as_bytes());
    assert_eq!(types("").status, 403);
    let typed = types(&format!("{}-{}", &code[..4], &code[4..]));
    assert_eq!(typed.status, 303);
    assert_eq!(
        format!("{base}{}", typed.header("location")),
        seat.invitation.link
    );
    let again = types(&code);
    assert!(again.status == 403 && again.body.contains("not right, or no longer"));
    let mut statuses: Vec<u16> = (0..3).map(|_| types("22222222").status).collect();
    statuses.dedup();
    assert_eq!(statuses, [403, 429]);
    // Not even the right one is looked at then.
    let mut seat = seat;
    let (hears, _) = listener();
    let next = seat.door.open(Words::default(), hears).unwrap().code;
    assert!(next != code && next.len() == 8);
    assert_eq!(types(&next).status, 429);
}

#[test]
fn a_door_of_ones_own_listens_only_while_it_is_open() {
    let mut door = OwnDoor::new(here());
    let (hears, _heard) = listener();
    let invitation = door.open(Words::default(), hears.clone()).unwrap();
    door.show(look("here"));
    let again = door.open(Words::default(), hears.clone()).unwrap();
    assert_eq!(again, invitation, "it is the same door");
    let phone = Phone::open(&invitation.link);
    let mut events = phone.follows();
    events.sees("here");
    door.shut();
    assert!(events.waits_for("over").is_some());
    let address = invitation.address.strip_prefix("http://").unwrap();
    let until = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < until, "somebody still listens");
        std::thread::sleep(Duration::from_millis(50));
    }
    let other = door.open(Words::default(), hears).unwrap();
    assert_ne!(
        other.link.rsplit('/').next(),
        invitation.link.rsplit('/').next()
    );
}

#[test]
fn whoever_says_nothing_is_let_go_and_nobody_takes_all_lines() {
    let hall = Open::with(Limits {
        head: Duration::from_millis(300),
        per_address: 3,
        ..Limits::default()
    });
    let base = hall.seat(Lang::English).invitation.address;
    let mut silent: Vec<_> = (0..3).map(|_| connect(&base)).collect();
    silent[0].write_all(b"GET / HT").unwrap();
    // The fourth is cut at once.
    let mut fourth = connect(&base);
    let _ = fourth.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(matches!(fourth.read(&mut [0; 16]), Ok(0) | Err(_)));
    for line in &mut silent {
        let mut rest = Vec::new();
        let _ = line.read_to_end(&mut rest);
    }
    let until = Instant::now() + Duration::from_secs(10);
    while std::panic::catch_unwind(|| get(&base, "/").status).ok() != Some(200) {
        assert!(Instant::now() < until, "nobody comes in any more");
    }
}

#[test]
fn with_a_certificate_the_line_is_private_and_the_link_has_its_name() {
    let file = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/localhost");
        std::path::Path::new(folder).join(name)
    };
    let (certificate, key) = (file("certificate.pem"), file("key.pem"));
    let tls = Tls::open(&certificate, &key).unwrap();
    let mut door = OwnDoor::new(Place {
        at: Some("localhost".parse().unwrap()),
        tls: Some(tls),
    });
    let (hears, _heard) = listener();
    let link = door.open(Words::default(), hears).unwrap().link;
    assert!(link.starts_with("https://localhost:"), "{link}");
    let known = std::fs::read(&certificate).unwrap();
    let known = Certificate::from_pem(&known).unwrap();
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[known]));
    let phone: ureq::Agent = ureq::Agent::config_builder()
        .tls_config(tls.build())
        .build()
        .into();
    let page = phone.get(&link).call().unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.headers().contains_key("content-security-policy"));
    // Nobody is let in without.
    let plain = link.replacen("https", "http", 1);
    assert!(phone.get(&plain).call().is_err());
    let told = |result: Result<Tls, TlsError>| result.err().unwrap().to_string();
    assert!(told(Tls::open(&key, &key)).contains("name a PEM file with a certificate"));
    assert!(told(Tls::open(&certificate, &file("none"))).contains("its key"));
}
