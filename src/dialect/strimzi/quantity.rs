//! Kubernetes quantities: `512Mi`, `1.5`, `500m`, `2e3` (Kubernetes API reference, "Quantity").

/// Parses a quantity; `None` if `text` is not one.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.find(|character: char| !(character.is_ascii_digit() || "+-.".contains(character)));
    let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
    let number: f64 = number.parse().ok()?;
    let factor = match unit {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024f64.powi(2),
        "Gi" => 1024f64.powi(3),
        "Ti" => 1024f64.powi(4),
        "Pi" => 1024f64.powi(5),
        "Ei" => 1024f64.powi(6),
        _ => 10f64.powi(unit.strip_prefix(['e', 'E'])?.parse().ok()?),
    };
    Some(number * factor).filter(|number| number.is_finite())
}

/// Parses a size in the notation of `-Xmx` in `jvmOptions`, in bytes: `2g`, `512M`, `1073741824`.
pub(super) fn heap(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit: u64 = match text.get(digits.len()..)? {
        "" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quantities() {
        for (text, wanted) in [
            ("512Mi", Some(536_870_912.0)),
            ("2Gi", Some(2_147_483_648.0)),
            ("4G", Some(4e9)),
            ("500m", Some(0.5)),
            ("1.5", Some(1.5)),
            ("2e3", Some(2000.0)),
            ("1E", Some(1e18)),
            ("2gb", None),
            ("", None),
            ("${LIMIT}", None),
            ("1e999", None),
        ] {
            assert_eq!(number(text), wanted, "{text}");
        }
    }

    #[test]
    fn reads_sizes_of_heaps() {
        for (text, wanted) in
            [("2g", Some(2_147_483_648)), ("512M", Some(536_870_912)), ("1024", Some(1024)), ("2Gi", None)]
        {
            assert_eq!(heap(text), wanted, "{text}");
        }
    }
}
