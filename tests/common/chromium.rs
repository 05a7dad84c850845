//! A real browser, headless. Tests that need it are ignored where they are not asked for.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use headless_chrome::protocol::cdp::Emulation;
use headless_chrome::protocol::cdp::Page::CaptureScreenshotFormatOption::Png;
use headless_chrome::{Browser, LaunchOptions, Tab};

/// Longer than anything here may take on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(90);
/// Where pictures of the pages go, for whoever wants to look at them.
const PICTURES: &str = "MINDGAP_TEST_PICTURES";

/// A window, in CSS pixels.
#[derive(Clone, Copy)]
pub struct Size {
    pub width: u32,
    pub height: u32,
    /// With two pixels to one, and fingers instead of a mouse.
    pub is_phone: bool,
}

/// A phone.
pub const PHONE: Size = Size {
    width: 390,
    height: 844,
    is_phone: true,
};

pub fn browser() -> Browser {
    let options = LaunchOptions {
        sandbox: false,
        window_size: Some((PHONE.width, PHONE.height)),
        idle_browser_timeout: Duration::from_secs(600),
        ..LaunchOptions::default()
    };
    Browser::new(options).expect("Chromium: apt-get install chromium")
}

/// A page.
pub struct Screen(pub Arc<Tab>);

impl Screen {
    /// A page in a browser that has never been here.
    pub fn open(browser: &Browser, link: &str, size: Size) -> Self {
        let context = browser.new_context().unwrap();
        let tab = context.new_tab().unwrap();
        tab.set_default_timeout(TIMEOUT);
        let screen = Self(tab);
        screen.is_sized(size);
        let touch = format!(r#"{{"enabled":{},"maxTouchPoints":5}}"#, size.is_phone);
        let touch: Emulation::SetTouchEmulationEnabled = serde_json::from_str(&touch).unwrap();
        screen.0.call_method(touch).unwrap();
        screen.goes_to(link);
        screen
    }

    pub fn goes_to(&self, link: &str) {
        let page = self.0.navigate_to(link).unwrap();
        page.wait_until_navigated().unwrap();
    }

    pub fn is_sized(&self, size: Size) {
        let metrics = format!(
            r#"{{"width":{},"height":{},"deviceScaleFactor":{},"mobile":{}}}"#,
            size.width,
            size.height,
            if size.is_phone { 2 } else { 1 },
            size.is_phone
        );
        let metrics: Emulation::SetDeviceMetricsOverride = serde_json::from_str(&metrics).unwrap();
        self.0.call_method(metrics).unwrap();
    }

    pub fn is_dark(&self, is: bool) {
        let name = if is { "dark" } else { "light" };
        let media = format!(
            r#"{{"media":"","features":[{{"name":"prefers-color-scheme","value":"{name}"}}]}}"#
        );
        let media: Emulation::SetEmulatedMedia = serde_json::from_str(&media).unwrap();
        self.0.call_method(media).unwrap();
    }

    pub fn evaluates(&self, expression: &str) -> serde_json::Value {
        let result = self.0.evaluate(expression, false).unwrap();
        result.value.unwrap_or_default()
    }

    /// The words that can be seen.
    pub fn reads(&self) -> String {
        let text = self.evaluates("document.body.innerText");
        text.as_str().unwrap_or_default().to_owned()
    }

    pub fn waits_for(&self, text: &str) {
        self.waits_until(text, || self.reads().contains(text));
    }

    pub fn waits_until(&self, what: &str, is_so: impl Fn() -> bool) {
        let until = Instant::now() + TIMEOUT;
        while !is_so() {
            assert!(
                Instant::now() < until,
                "never {what}; the page says\n{}",
                self.reads()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn clicks(&self, element: &str) {
        self.0.wait_for_element(element).unwrap().click().unwrap();
    }

    /// Keeps a picture of the page, bright and dark.
    pub fn is_pictured(&self, name: &str) {
        let Some(folder) = std::env::var_os(PICTURES) else {
            return;
        };
        for (is_dark, scheme) in [(true, "dark"), (false, "light")] {
            self.is_dark(is_dark);
            std::thread::sleep(Duration::from_millis(200));
            let picture = self.0.capture_screenshot(Png, None, None, true).unwrap();
            let path = PathBuf::from(&folder).join(format!("{name}-{scheme}.png"));
            fs::write(path, picture).unwrap();
        }
    }
}
