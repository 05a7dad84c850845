//! What a workshop tells whoever looks after its machine, as Prometheus reads it: who is there, how soon a key is seen, what
//! trains and waits, what was refused. Nothing of it says who somebody is.

use std::sync::Arc;

use super::state::Workshop;
use crate::base::metrics::{Figure, Metrics, Value};

/// The metrics of a workshop.
pub fn metrics(workshop: &Arc<Workshop>) -> Metrics {
    let echo = workshop.measured.echo.clone();
    let workshop = Arc::downgrade(workshop);
    let look = move || {
        let workshop = workshop.upgrade();
        workshop.map_or_else(Vec::new, |workshop| figures(&workshop))
    };
    Metrics::looked_up(look).with_seconds(
        "echo",
        "from a key that arrived to the client that has the frame after it",
        echo,
    )
}

fn figures(workshop: &Workshop) -> Vec<Figure> {
    let sitting = workshop.sitting();
    let count = |is: fn(&(bool, bool)) -> bool| {
        let seats = sitting.iter();
        let seats = seats.map(|one| (one.status.is_there, one.status.is_in_browser));
        seats.filter(is).count()
    };
    let load = workshop.trainer.load();
    let door = workshop.at_the_door();
    let now = [
        (
            "terminals",
            "learners who are there in a terminal or line by line",
            count(|(there, browser)| *there && !browser),
        ),
        (
            "browsers",
            "learners who are there in a browser",
            count(|(there, browser)| *there && *browser),
        ),
        (
            "seats_kept",
            "seats that are kept for learners whose connection was lost",
            count(|(there, _)| !there),
        ),
        (
            "help_waiting",
            "learners who wait for help",
            workshop.help().len(),
        ),
        (
            "trainings_running",
            "trainings that go on for this host's learners",
            load.running,
        ),
        (
            "trainings_waiting",
            "trainings that wait for their turn",
            load.waiting,
        ),
    ];
    let ever = [
        ("trainings_ended", "trainings that have ended", load.ended),
        (
            "connections_refused",
            "connections that there was no room for",
            door.refused,
        ),
        (
            "connections_made_room",
            "connections that said nothing, or not who they are, and made room for others",
            door.made_room,
        ),
        (
            "codes_wrong",
            "wrong codes of the class",
            door.guessed.wrong,
        ),
        (
            "codes_unheard",
            "codes that were not looked at, after too many wrong ones",
            door.guessed.unheard,
        ),
    ];
    let now = now.map(|(name, about, value)| (name, about, Value::Now(value)));
    let ever = ever.map(|(name, about, value)| (name, about, Value::Ever(value)));
    let all = now.into_iter().chain(ever);
    all.map(|(name, about, value)| Figure { name, about, value })
        .collect()
}
