//! Names that somebody most likely meant.

/// The one of `names` that somebody who wrote `word` most likely meant.
pub fn closest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the characters wrong is another word.
    let limit = (word.chars().count() / 3).clamp(1, 4);
    // So is one of another length; the distance of two long texts takes long to find.
    let near = names.into_iter().filter(|name| name.len().abs_diff(word.len()) <= 4 * limit);
    let distances = near.map(|name| (strsim::damerau_levenshtein(word, name), name));
    distances
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
