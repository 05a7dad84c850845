//! What a workshop promises about connections that say nothing, hang, or stay too long. The limits are
//! short here, so that nobody waits; the client is the real one of OpenSSH.

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use crate::common::window::TIMEOUT;
use crate::hosted::Hosted;
use mindgap::workshop::Limits;

#[test]
fn a_connection_whose_other_end_hangs_is_noticed_and_the_seat_is_kept() {
    let hosted = Hosted::with(Limits {
        keepalive: Duration::from_secs(1),
        ..Limits::default()
    });
    let mut window = hosted.welcomes();
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    hosted.waits_for((1, 0));
    // A client that stands still: its connection is there, and nobody behind it.
    window.signals("STOP");
    hosted.waits_for((0, 1));
    let mut again = hosted.connects();
    again.waits_for("Which number");
    hosted.waits_for((1, 0));
    window.signals("KILL");
}

#[test]
fn a_seat_to_which_nobody_comes_back_is_given_away() {
    let hosted = Hosted::with(Limits {
        kept: Duration::from_millis(500),
        ..Limits::default()
    });
    let mut window = hosted.welcomes();
    window.types("<enter>").waits_for("long enough");
    window.signals("KILL");
    hosted.waits_for((0, 0));
    hosted.connects().waits_for("at step 1 of 5");
}

#[test]
fn whoever_says_nothing_for_long_is_told_and_has_their_terminal_back() {
    let hosted = Hosted::with(Limits {
        idle: Duration::from_secs(5),
        ..Limits::default()
    });
    let mut window = hosted.welcomes();
    assert!(window.ends().success());
    assert!(
        window.screen().contains("Nobody has touched a key"),
        "{}",
        window.screen()
    );
    window.is_given_back();
    hosted.waits_for((0, 1));
}

#[test]
fn a_connection_that_does_not_say_who_it_is_is_closed() {
    let hosted = Hosted::with(Limits {
        grace: Duration::from_millis(500),
        ..Limits::default()
    });
    let mut silent = TcpStream::connect(hosted.at).unwrap();
    silent.set_read_timeout(Some(TIMEOUT)).unwrap();
    // What the server says of itself comes; then the end.
    let mut said = Vec::new();
    silent.read_to_end(&mut said).unwrap();
    assert!(said.starts_with(b"SSH-2.0-mindgap"), "{said:?}");
}

#[test]
fn a_connection_that_says_nothing_at_all_is_closed_soon() {
    let hosted = Hosted::with(Limits {
        silence: Duration::from_millis(500),
        ..Limits::default()
    });
    let mut silent = TcpStream::connect(hosted.at).unwrap();
    silent.set_read_timeout(Some(TIMEOUT)).unwrap();
    let mut said = Vec::new();
    silent.read_to_end(&mut said).unwrap();
    assert!(said.starts_with(b"SSH-2.0-mindgap"), "{said:?}");
}

#[test]
fn silent_connections_keep_nobody_out() {
    let hosted = Hosted::with(Limits {
        connections: 10,
        per_address: 10,
        unauthenticated: 10,
        ..Limits::default()
    });
    let silent: Vec<TcpStream> = (0..200)
        .map(|_| TcpStream::connect(hosted.at).unwrap())
        .collect();
    let mut window = hosted.welcomes();
    window.types("<enter>").waits_for("long enough");
    drop(silent);
}

#[test]
fn whoever_there_is_no_room_for_is_told_so_by_their_client() {
    // From this machine itself, 16 more come in: the desk's.
    let hosted = Hosted::with(Limits {
        connections: 0,
        ..Limits::default()
    });
    let mut seated: Vec<_> = vec![hosted.welcomes()];
    for _ in 1..16 {
        let mut window = hosted.connects_as("Bo", &[], &[]);
        window.waits_for("your name:");
        seated.push(window);
    }
    let mut late = hosted.connects_as("Cy", &[], &[]);
    assert!(!late.ends().success());
    assert!(
        late.screen()
            .contains("all 0 connections of this workshop are taken"),
        "{}",
        late.screen()
    );
    // Whoever leaves makes room.
    drop(seated.pop());
    hosted.waits_for((1, 0));
    let mut next = hosted.connects_as("Cy", &[], &[]);
    next.waits_for("your name:");
}

#[test]
fn an_empty_seat_keeps_no_newcomer_out() {
    let hosted = Hosted::with(Limits {
        seats: 1,
        ..Limits::default()
    });
    let mut ada = hosted.welcomes();
    ada.types("<enter>").waits_for("long enough");
    let bo = || hosted.connects_as("Bo", &["bo"], &[]);
    let mut window = bo();
    window.waits_for("your name:").types("<enter>");
    window.waits_for("Your code is").types("<enter>");
    window.waits_for("no seats left");
    ada.signals("KILL");
    hosted.waits_for((0, 1));
    let mut window = bo();
    window.waits_for("enter open");
    hosted.waits_for((1, 0));
    // And what she did is kept.
    drop(window);
    hosted.waits_for((0, 1));
    hosted.connects().waits_for("at step 1 of 5");
}
