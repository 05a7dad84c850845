//! Did you mean?

/// The name that was probably meant: at most two characters, or a third of them, are wrong, and not
/// all.
pub fn closest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (distance, name) = names
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .min_by_key(|(distance, _)| *distance)?;
    let characters = wrong.chars().count();
    (distance <= 2.max(characters / 3) && distance < characters).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_name_is_meant_that_differs_in_few_letters() {
        let meant = |wrong| closest(wrong, ["mnist", "pendigits", "emnist"].into_iter());
        assert_eq!(meant("mnits"), Some("mnist"));
        assert_eq!(meant("pendigtis"), Some("pendigits"));
        assert_eq!(meant("cifar"), None);
        // One of two letters would be anything.
        assert_eq!(closest("xy", ["ab"].into_iter()), None);
        assert_eq!(closest("", ["ab"].into_iter()), None);
    }
}
