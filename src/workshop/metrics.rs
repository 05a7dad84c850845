//! What a workshop tells whoever looks after its machine, as Prometheus reads it: who is there, how soon a key is seen, what
//! trains and waits, what was refused. Nothing of it says who somebody is.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::state::Workshop;

/// Upper ends of the groups into which echoes are counted, in seconds: from what nobody sees to what everybody does.
const ECHO: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// What of a workshop is measured as it happens.
#[derive(Debug)]
pub(super) struct Measured {
    /// From a key that arrived to the client that has the frame after it, in seconds.
    echo: Histogram,
}

impl Default for Measured {
    fn default() -> Self {
        Self {
            echo: Histogram::new(ECHO),
        }
    }
}

impl Measured {
    /// A key was seen after this long.
    pub(super) fn echoed(&self, after: Duration) {
        self.echo.observe(after.as_secs_f64());
    }
}

/// How long a key has been on its way back to who pressed it.
#[derive(Debug, Default)]
pub(super) struct Echo {
    pressed: Option<Instant>,
    drawn: Option<Instant>,
}

impl Echo {
    /// A key has come; of several, the first counts.
    pub(super) fn is_pressed(&mut self, now: Instant) {
        self.pressed.get_or_insert(now);
    }

    /// A frame goes out that shows what keys did.
    pub(super) fn is_drawn(&mut self) {
        self.drawn = self.pressed.take();
    }

    /// The frame has arrived: how long it took since the key.
    pub(super) fn has_arrived(&mut self, now: Instant) -> Option<Duration> {
        let pressed = self.drawn.take()?;
        Some(now.saturating_duration_since(pressed))
    }
}

/// All metrics of a workshop.
pub struct Metrics {
    registry: Registry,
}

impl Metrics {
    /// Those of this workshop.
    pub fn of(workshop: &Arc<Workshop>) -> Self {
        let mut registry = Registry::with_prefix("mindgap");
        registry.register_with_unit(
            "echo",
            "from a key that arrived to the client that has the frame after it",
            Unit::Seconds,
            workshop.measured.echo.clone(),
        );
        registry.register_collector(Box::new(Looked(Arc::downgrade(workshop))));
        Self { registry }
    }

    /// The same with more that is measured elsewhere.
    #[must_use]
    pub fn with(mut self, more: Box<dyn Collector>) -> Self {
        self.registry.register_collector(more);
        self
    }

    /// What they are now, in OpenMetrics' text format.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// What is looked up whenever somebody asks.
struct Looked(Weak<Workshop>);

impl fmt::Debug for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Looked")
    }
}

impl Collector for Looked {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Some(workshop) = self.0.upgrade() else {
            return Ok(());
        };
        let sitting = workshop.sitting();
        let count = |is: fn(&(bool, bool)) -> bool| {
            let seats = sitting.iter();
            let seats = seats.map(|one| (one.status.is_there, one.status.is_in_browser));
            seats.filter(is).count()
        };
        let load = workshop.trainer.load();
        let door = workshop.at_the_door();
        let gauges = [
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
        for (name, about, value) in gauges {
            let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            let to = encoder.encode_descriptor(name, about, None, gauge.metric_type())?;
            gauge.encode(to)?;
        }
        let counters = [
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
        for (name, about, value) in counters {
            let counter = ConstCounter::new(value);
            let to = encoder.encode_descriptor(name, about, None, counter.metric_type())?;
            counter.encode(to)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_is_from_the_first_key_to_the_frame_that_shows_it() {
        let begun = Instant::now();
        let after = |millis| begun + Duration::from_millis(millis);
        let mut echo = Echo::default();
        assert_eq!(echo.has_arrived(after(0)), None);
        echo.is_pressed(after(10));
        echo.is_pressed(after(20));
        assert_eq!(
            echo.has_arrived(after(25)),
            None,
            "that frame was drawn before"
        );
        echo.is_drawn();
        echo.is_pressed(after(30));
        assert_eq!(echo.has_arrived(after(50)), Some(Duration::from_millis(40)));
        echo.is_drawn();
        assert_eq!(echo.has_arrived(after(60)), Some(Duration::from_millis(30)));
    }
}
