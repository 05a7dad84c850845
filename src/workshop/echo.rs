//! How soon a key is seen: from its arrival here to the client that has the frame after it.

use std::time::{Duration, Instant};

use prometheus_client::metrics::histogram::Histogram;

/// Upper ends of the groups into which echoes are counted, in seconds: from what nobody sees to what everybody does.
const ECHO: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// What of a workshop is measured as it happens.
#[derive(Debug)]
pub(super) struct Measured {
    /// From a key that arrived to the client that has the frame after it, in seconds.
    pub(super) echo: Histogram,
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
