//! A goal's values as a line of bars, against its target.

/// From the least to the greatest.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What sets the target off.
const TARGET: char = '┆';

/// The most values shown; of more, the first and the last are, and some between.
const MOST: usize = 12;

/// The values in order as bars, the target's last and set off: `█▇▆┆▁`. All share one scale, from the least of
/// them to the greatest. Empty where there is nothing to compare: fewer than two numbers.
#[must_use]
pub fn spark(values: &[f64], target: Option<f64>) -> String {
    let known = || values.iter().copied().chain(target).filter(|value| value.is_finite());
    if values.is_empty() || known().count() < 2 {
        return String::new();
    }
    let least = known().fold(f64::INFINITY, f64::min);
    let greatest = known().fold(f64::NEG_INFINITY, f64::max);
    let bar = |value: f64| BARS.get(level(value, least, greatest)).copied().unwrap_or(' ');
    let mut drawn: String = thinned(values).map(bar).collect();
    if let Some(target) = target.filter(|target| target.is_finite()) {
        drawn.extend([TARGET, bar(target)]);
    }
    drawn
}

/// Which bar: the middle one where all are the same.
fn level(value: f64, least: f64, greatest: f64) -> usize {
    let (half, top) = (BARS.len() / 2, BARS.len() - 1);
    if greatest <= least || !value.is_finite() {
        return half - 1;
    }
    // Halved first, so that the span of two huge numbers is a number still.
    let share = (value / 2.0 - least / 2.0) / (greatest / 2.0 - least / 2.0);
    (0..=top).rev().find(|step| share * TOP >= f64::from(u8::try_from(*step).unwrap_or(0)) - 0.5).unwrap_or(0)
}

/// The number of the highest bar.
const TOP: f64 = 7.0;

/// At most [`MOST`] of the values, evenly chosen, the first and the last among them.
fn thinned(values: &[f64]) -> impl Iterator<Item = f64> {
    let shown = values.len().min(MOST);
    let place = move |at: usize| if shown < 2 { at } else { at * (values.len() - 1) / (shown - 1) };
    (0..shown).filter_map(move |at| values.get(place(at)).copied())
}

#[cfg(test)]
mod tests {
    use super::spark;
    use proptest::prelude::*;

    #[track_caller]
    fn check(values: &[f64], target: Option<f64>, expect: &str) {
        assert_eq!(spark(values, target), expect, "{values:?} against {target:?}");
    }

    #[test]
    fn values_and_target_share_one_scale() {
        check(&[40.0, 22.0], Some(10.0), "█▄┆▁");
        check(&[6.0, 5.5], Some(2.0), "█▇┆▁");
        check(&[0.0, 1.0], Some(4.0), "▁▃┆█");
        check(&[31.0, 30.0, 27.0, 24.0], Some(18.0), "█▇▆▄┆▁");
        check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], None, "▁▂▃▄▅▆▇█");
        check(&[12.0, 10.0], Some(10.0), "█▁┆▁");
        check(&[-3.0, 0.0], Some(4.0), "▁▄┆█");
    }

    #[test]
    fn what_never_moved_is_drawn_level() {
        check(&[5.0, 5.0], None, "▄▄");
        check(&[5.0], Some(5.0), "▄┆▄");
    }

    #[test]
    fn one_number_is_no_drawing() {
        check(&[], None, "");
        check(&[], Some(10.0), "");
        check(&[5.0], None, "");
        check(&[5.0], Some(f64::NAN), "");
    }

    #[test]
    fn of_many_values_the_first_and_the_last_stay() {
        let many: Vec<f64> = (0..100).map(f64::from).collect();
        let drawn = spark(&many, Some(0.0));
        assert_eq!(drawn.chars().count(), 14);
        assert!(drawn.starts_with('▁') && drawn.ends_with("█┆▁"), "{drawn}");
    }

    proptest! {
        #[test]
        fn any_numbers_can_be_drawn(values in prop::collection::vec(prop::num::f64::ANY, 0..20), target in prop::option::of(prop::num::f64::ANY)) {
            let drawn = spark(&values, target);
            prop_assert!(drawn.chars().count() <= 14 && !drawn.contains(' '));
        }
    }
}
