//! In which language a client wants its words.

use domain::rules::Language;
use http::{HeaderMap, header::ACCEPT_LANGUAGE};

/// The language of ours that is wanted most; English where none is named. A header that cannot be read asks for
/// nothing: who reads a page is not to be refused for what their browser says.
pub(crate) fn wanted(headers: &HeaderMap) -> Language {
    let ranges = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|it| it.to_str().ok());
    let mut best = (Language::En, 0);
    for range in ranges.flat_map(|it| it.split(',')) {
        let (tag, weight) = weighed(range);
        // `da-DK` is Danish as well.
        let language = tag.split('-').next().and_then(|it| it.to_ascii_lowercase().parse().ok());
        if let Some(language) = language.filter(|_| weight > best.1) {
            best = (language, weight);
        }
    }
    best.0
}

/// A range and how much it is wanted, in thousandths.
fn weighed(range: &str) -> (&str, u16) {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    (tag, weight.map_or(1000, thousandths))
}

/// `0.5` as 500; what is no weight as 0.
fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.len() <= 3 && text.bytes().all(|it| it.is_ascii_digit());
    match whole {
        "1" => 1000,
        "0" if digits(fraction) => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_one_that_is_wanted_most() {
        for (header, expected) in [
            ("da", Language::Da),
            ("en", Language::En),
            ("DA-dk", Language::Da),
            ("da, en", Language::Da),
            ("en, da", Language::En),
            ("da;q=0.4, en;q=0.5", Language::En),
            ("en;q=0.45, da;q=0.5", Language::Da),
            ("de, da;q=0.1", Language::Da),
            ("de", Language::En),
            ("*", Language::En),
            ("da;q=0", Language::En),
            ("da;q=much", Language::En),
            ("", Language::En),
            (";;,,", Language::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(header));
            assert_eq!(wanted(&headers), expected, "{header}");
        }
        assert_eq!(wanted(&HeaderMap::new()), Language::En);
    }
}
