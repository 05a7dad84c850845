//! Votes on phones: who may vote, what nobody sees before it is closed, and a whole lecture hall at once.

use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use mindgap::base::thread::start;
use mindgap::lesson::vote::Poll;
use mindgap::progress::votes::Votes;
use mindgap::web::{Hall, Limits, Voting};
use mindgap::words::Words;
use tempfile::TempDir;

use crate::chromium::{PHONE, Screen, Size, browser};
use crate::client::{Open, get};
use crate::voter::{Voter, number};

/// A class's votes, and a hall for its phones until it is dropped.
struct Class {
    votes: Arc<Votes>,
    link: String,
    projector: String,
    _folder: TempDir,
    _open: Open,
}

fn class(voters: usize) -> Class {
    let folder = TempDir::new().unwrap();
    let votes = Arc::new(Votes::open(folder.path(), voters).unwrap());
    let tidy = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let mut links = None;
    let open = Open::of(|base| {
        let voting = Voting::open(votes.clone(), base, tidy).unwrap();
        links = Some((voting.phones(), voting.projector()));
        Hall::voting(Words::default(), Limits::for_learners(voters), Some(voting))
    });
    let (link, projector) = links.unwrap();
    Class {
        votes,
        link,
        projector,
        _folder: folder,
        _open: open,
    }
}

#[test]
fn only_who_was_shown_the_link_votes_once_and_under_a_name() {
    let class = class(1);
    class
        .votes
        .put(Poll::typed("Is it a 7? / yes / no").unwrap())
        .unwrap();
    let base = class.link.rsplit_once("/vote/").unwrap().0;
    for guessed in ["/vote/guessed", "/screen/guessed", "/vote/guessed/events"] {
        assert_eq!(get(base, guessed).status, 404);
    }
    let stranger = Voter::opens(&class.link);
    assert_eq!(stranger.says(1, "1"), 401, "without a name");
    assert_eq!(stranger.posts("join", " ").status, 422);
    let ada = Voter::joins(&class.link, "Ada");
    let number = ada.number();
    for wrong in ["", "N", "x 1", "N 0", "N 3", "N yes"] {
        let wrong = wrong.replace('N', &number.to_string());
        assert_eq!(ada.posts("ballot", &wrong).status, 422, "{wrong}");
    }
    assert_eq!(ada.says(number, "1"), 204);
    assert_eq!(ada.says(number, "2"), 204, "said otherwise");
    let bo = Voter::joins(&class.link, "Bo");
    assert_eq!(bo.says(number, "1"), 503, "no room");
    let page = Voter::opens(&class.projector).page();
    assert!(page.body.contains(&class.link) && page.body.contains("data:image/svg"));
    let mut screen = Voter::opens(&class.projector).follows();
    let seen = screen.waits_for("vote").unwrap();
    assert!(
        seen.contains("\"rows\":[]") && seen.contains("One has voted"),
        "{seen}"
    );
    class.votes.close().unwrap();
    assert_eq!(ada.says(number, "1"), 409);
    let seen = screen.waits_for("vote").unwrap();
    assert!(seen.contains("[[\"yes\",0],[\"no\",1]]"), "{seen}");
}

/// `cargo test --test web lecture -- --nocapture` tells how long it took.
#[test]
fn a_lecture_hall_behind_one_address_votes_at_once_and_every_ballot_is_kept() {
    const PHONES: usize = 300;
    let class = class(PHONES);
    let begins = Arc::new(Barrier::new(PHONES + 1));
    let phones: Vec<_> = (0..PHONES)
        .map(|place| {
            let (link, begins) = (class.link.clone(), begins.clone());
            start("phone", move || {
                let phone = Voter::joins(&link, &format!("Phone {place}"));
                let mut events = phone.follows();
                assert_eq!(events.waits_for("vote").unwrap(), "null");
                begins.wait();
                let view = loop {
                    let view = events.waits_for("vote").unwrap();
                    if view.contains("\"open\":true") {
                        break view;
                    }
                };
                let begun = Instant::now();
                let said = phone.says(number(&view), &(place % 3 + 1).to_string());
                let took = begun.elapsed();
                while !events.waits_for("vote").unwrap().contains("\"open\":false") {}
                (said, took)
            })
            .unwrap()
        })
        .collect();
    begins.wait();
    let begun = Instant::now();
    class
        .votes
        .put(Poll::typed("q / a / b / c").unwrap())
        .unwrap();
    while class.votes.standing("").unwrap().voters < PHONES {
        assert!(begun.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(5));
    }
    let all = begun.elapsed();
    class.votes.close().unwrap();
    let phones = phones.into_iter().map(|phone| phone.join().unwrap());
    let (said, mut took): (Vec<u16>, Vec<Duration>) = phones.unzip();
    assert_eq!(said, [204; PHONES]);
    took.sort();
    println!(
        "{PHONES} ballots kept after {all:?}; 95 % within {:?}",
        took[PHONES * 95 / 100]
    );
    let counts = class.votes.standing("").unwrap().tally.unwrap().rows;
    assert!(
        counts.iter().all(|(_, count)| *count == PHONES / 3),
        "{counts:?}"
    );
}

/// A projector, in CSS pixels.
const PROJECTOR: Size = Size {
    width: 1920,
    height: 1080,
    is_phone: false,
};

#[test]
#[ignore = "needs Chromium"]
fn in_a_real_browser_a_phone_votes_with_a_tap_and_the_projector_shows_it_once_it_is_closed() {
    let class = class(30);
    let browser = browser();
    let (phone, projector) = (
        Screen::open(&browser, &class.link, PHONE),
        Screen::open(&browser, &class.projector, PROJECTOR),
    );
    phone.waits_for("Your name");
    phone.is_pictured("vote-name");
    phone
        .0
        .wait_for_element("#name")
        .unwrap()
        .type_into("Dee")
        .unwrap();
    phone.clicks("#join button");
    phone.waits_for("Nothing is asked yet");
    projector.waits_for("Vote with your phone");
    class
        .votes
        .put(Poll::typed("Will it read a 1 with a flag? / yes / no / it depends").unwrap())
        .unwrap();
    phone.waits_for("2. no");
    projector.waits_for("it depends");
    projector.is_pictured("vote-projector-open");
    phone.clicks("#choices button:nth-child(2)");
    phone.waits_for("Your vote is kept");
    phone.is_pictured("vote-kept");
    projector.waits_for("One has voted");
    assert_eq!(
        projector.evaluates("document.querySelectorAll('#rows li').length"),
        0
    );
    for place in 0..9 {
        let said = ["1", "2", "2", "3", "2", "1", "2", "2", "1"][place];
        let other = Voter::joins(&class.link, &format!("Phone {place}"));
        assert_eq!(other.says(other.number(), said), 204);
    }
    // What was said survives a reload; so does who one is.
    phone.goes_to(&class.link);
    phone.waits_for("Your vote is kept");
    class.votes.close().unwrap();
    phone.waits_until("its own row marked", || {
        phone.evaluates(
            "document.querySelector('#rows li.own').innerText.replace(/\\s+/g, ' ').trim()",
        ) == "no 6"
    });
    phone.is_pictured("vote-closed");
    projector.waits_for("10 have voted");
    projector.is_pictured("vote-projector-closed");
    // A number is typed.
    class
        .votes
        .put(Poll::typed("How many of 100 will it read?").unwrap())
        .unwrap();
    phone.waits_for("A number from 0 to 100");
    phone
        .0
        .wait_for_element("#said")
        .unwrap()
        .type_into("82")
        .unwrap();
    phone.clicks("#number button");
    phone.waits_for("Your vote is kept");
    phone.is_pictured("vote-number");
    class.votes.close().unwrap();
    phone.waits_for("the median is 82");
}
