//! What Prometheus reads: figures that are looked up whenever it asks, in OpenMetrics' text format.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Metric, Registry, Unit};

/// The figures of a program, each called `mindgap_…`.
pub struct Metrics(Registry);

/// A figure as it is now.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// What it is called, without `mindgap_`.
    pub name: &'static str,
    /// What it counts.
    pub about: &'static str,
    /// How many there are.
    pub value: Value,
}

/// How a figure may change.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// It rises and falls.
    Now(usize),
    /// It only rises while the program runs.
    Ever(u64),
}

struct Looked<F>(F);

impl<F> fmt::Debug for Looked<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Looked")
    }
}

impl Metrics {
    /// Figures that are looked up by this whenever somebody asks.
    pub fn looked_up(look: impl Fn() -> Vec<Figure> + Send + Sync + 'static) -> Self {
        let mut registry = Registry::with_prefix("mindgap");
        registry.register_collector(Box::new(Looked(look)));
        Self(registry)
    }

    /// The same with one more that is measured in seconds, as it happens.
    #[must_use]
    pub fn with_seconds(mut self, name: &str, about: &str, metric: impl Metric) -> Self {
        self.0
            .register_with_unit(name, about, Unit::Seconds, metric);
        self
    }

    /// What they are now.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.0)?;
        Ok(text)
    }
}

impl<F: Fn() -> Vec<Figure> + Send + Sync + 'static> Collector for Looked<F> {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for Figure { name, about, value } in (self.0)() {
            let metric: &dyn EncodeMetric = match value {
                Value::Now(value) => &ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX)),
                Value::Ever(value) => &ConstCounter::new(value),
            };
            let to = encoder.encode_descriptor(name, about, None, metric.metric_type())?;
            metric.encode(to)?;
        }
        Ok(())
    }
}
