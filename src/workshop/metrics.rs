//! What a workshop tells whoever looks after its machine, as Prometheus reads it: who is there, how soon a key is seen, what
//! trains and waits, what was refused. Nothing of it says who somebody is.

use std::fmt;
use std::sync::{Arc, Weak};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

use super::state::Workshop;

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
