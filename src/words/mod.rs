//! What the interface says, by id, in the learner's language. The texts stand in a file a language,
//! in the syntax of Project Fluent; what English has, every language has to have (a test sees to it).
//!
//! Lessons bring their own texts, and commands and error messages speak English.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

pub use crate::base::Lang;

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::English));
static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::German));

impl Lang {
    /// The texts, as they stand in its file.
    pub fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("en.ftl"),
            Self::German => include_str!("de.ftl"),
        }
    }

    fn bundle(self) -> &'static Bundle {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }
}

fn bundle(lang: Lang) -> Bundle {
    // What cannot be parsed is left out, and found by the test that looks up every id.
    let resource = match FluentResource::try_new(lang.source().to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut bundle = Bundle::new_concurrent(lang.code().parse().into_iter().collect());
    // The marks around what is put in, for writing from right to left, break the width of cells.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Speaks one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub lang: Lang,
    /// What a pack calls classes in it.
    names: Option<&'static Names>,
}

/// What something is called instead of its name.
type Names = BTreeMap<String, String>;

/// What packs have called classes since the program began: few, and looked up from everywhere, so each is kept for good.
static NAMES: Mutex<Vec<&'static Names>> = Mutex::new(Vec::new());

impl Words {
    /// The words of this language.
    pub const fn of(lang: Lang) -> Self {
        Self { lang, names: None }
    }

    /// The same, with what a pack calls these names in its language, in place of what another one called them.
    #[must_use]
    pub fn calling(self, names: &Names) -> Self {
        let words = Self::of(self.lang);
        if names.is_empty() {
            return words;
        }
        let mut all = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().copied().find(|known| *known == names);
        let names = known.unwrap_or_else(|| {
            let kept: &'static Names = Box::leak(Box::new(names.clone()));
            all.push(kept);
            kept
        });
        let names = Some(names);
        Self { names, ..words }
    }

    /// The text with this id; `id.name` is the attribute `name` of a text.
    pub fn text(self, id: &str) -> String {
        self.with(id, &FluentArgs::new())
    }

    /// The text with this id, with these values put in; see [`say!`](crate::say).
    pub fn with(self, id: &str, values: &FluentArgs<'_>) -> String {
        let found = [self.lang, Lang::English]
            .into_iter()
            .find_map(|lang| look_up(lang.bundle(), id, values));
        found.unwrap_or_else(|| id.to_owned())
    }

    /// A name of a class or of a choice as the pack calls it in this language, or, where it ships with the program, as
    /// this does; any other as it is.
    pub fn name(self, name: &str) -> Cow<'_, str> {
        if let Some(called) = self.names.and_then(|names| names.get(name)) {
            return Cow::Borrowed(called);
        }
        if self.lang == Lang::English {
            return Cow::Borrowed(name);
        }
        let sign = |sign: char| match sign.is_alphanumeric() {
            true => sign.to_ascii_lowercase(),
            false => '-',
        };
        let id: String = "name-".chars().chain(name.chars().map(sign)).collect();
        match self.has(&id) {
            true => Cow::Owned(self.text(&id)),
            false => Cow::Borrowed(name),
        }
    }

    /// The same of each of these.
    pub fn names(self, names: &[String]) -> Vec<String> {
        names
            .iter()
            .map(|name| self.name(name).into_owned())
            .collect()
    }

    /// Whether this language itself has a text with this id.
    pub fn has(self, id: &str) -> bool {
        look_up(self.lang.bundle(), id, &FluentArgs::new()).is_some()
    }
}

fn look_up(bundle: &Bundle, id: &str, values: &FluentArgs<'_>) -> Option<String> {
    let (message, attribute) = match id.split_once('.') {
        Some((message, attribute)) => (message, Some(attribute)),
        None => (id, None),
    };
    let message = bundle.get_message(message)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    // A value that a text asks for and does not get shows as its name in braces.
    let mut gaps = Vec::new();
    let text = bundle.format_pattern(pattern, Some(values), &mut gaps);
    Some(text.into_owned())
}

/// An interface text: `say!(words, "id")`, or with values, `say!(words, "id", n = 3, name = "x")`.
/// Values are texts or numbers; numbers choose between singular and plural.
#[macro_export]
macro_rules! say {
    ($words:expr, $id:expr) => {
        $words.text($id)
    };
    ($words:expr, $id:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut values = fluent_bundle::FluentArgs::new();
        $(values.set(stringify!($name), $value);)+
        $words.with($id, &values)
    }};
}
