//! Medians, percentiles and how they are printed.

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that this share (0 to 1) stays below.
pub(crate) fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place"
    )]
    let place = ((values.len().saturating_sub(1)) as f64 * share) as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// Prints a goal with its bar and whether it was reached.
pub(crate) fn goal(name: &str, value: f64, bar: f64, at_least: bool) {
    let reached = if at_least { value >= bar } else { value <= bar };
    let sign = if at_least { "≥" } else { "≤" };
    println!("{name}: {value:.2} (bar {sign} {bar}) {}", if reached { "reached" } else { "MISSED" });
}
