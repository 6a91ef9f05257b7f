//! Plots as SVG, by hand: lines on two logarithmic axes.

use std::fmt::Write as _;

use crate::outcome::Unit;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 610.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 372.0;
/// Labels at the ends of lines are no nearer to each other.
const LABEL_APART: f64 = 17.0;
/// Distinct also for those who see colours differently (Okabe and Ito), dark enough on white.
const COLOURS: [&str; 8] = [
    "#0072b2", "#b35900", "#00795a", "#a0457a", "#6b6b00", "#4b4b4b", "#3a8fbf", "#8a3b12",
];

/// Somebody's values by the number of entries.
pub struct Line {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

pub struct Plot<'a> {
    pub title: &'a str,
    pub unit: Unit,
    pub lines: Vec<Line>,
}

impl Plot<'_> {
    /// The whole file, or none if nobody has a value above nothing.
    pub fn svg(&self) -> Option<String> {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let (x, y) = (
            Axis::over(points().map(|point| point.0), LEFT, RIGHT)?,
            Axis::over(points().map(|point| point.1), BOTTOM, TOP)?,
        );
        let mut svg = self.begin();
        self.grid(&mut svg, &x, &y);
        let mut labels: Vec<(f64, usize)> = Vec::new();
        // Fondly comes first, and is drawn last: above the others.
        for (number, line) in self.lines.iter().enumerate().rev() {
            let last = draw(&mut svg, number, line, &x, &y);
            labels.extend(last.map(|at| (at, number)));
        }
        self.label(&mut svg, labels);
        svg.push_str("</svg>\n");
        Some(svg)
    }

    fn begin(&self) -> String {
        let names: Vec<&str> = self.lines.iter().map(|line| line.name.as_str()).collect();
        let mut description = format!("Lines of {} by entries of the journal. ", names.join(", "));
        for line in &self.lines {
            if let (Some(first), Some(last)) = (line.points.first(), line.points.last()) {
                let _ = write!(
                    description,
                    "{}: {} with {}, {} with {}. ",
                    line.name,
                    self.unit.show(first.1),
                    thousands(first.0),
                    self.unit.show(last.1),
                    thousands(last.0)
                );
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-labelledby=\"title desc\" font-family=\"sans-serif\" font-size=\"13\">\n\
             <title id=\"title\">{0}</title>\n<desc id=\"desc\">{description}</desc>\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
             <text x=\"{LEFT}\" y=\"26\" font-size=\"17\" font-weight=\"bold\" fill=\"#111111\">{0}</text>\n\
             <text x=\"{LEFT}\" y=\"44\" fill=\"#444444\">both axes logarithmic; lower is better</text>\n",
            self.title
        )
    }

    fn grid(&self, svg: &mut String, x: &Axis, y: &Axis) {
        for value in y.ticks() {
            let at = y.at(value);
            let shown = self.unit.show(value);
            let _ = write!(
                svg,
                "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#dddddd\"/>\n\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#333333\">{shown}</text>\n",
                LEFT - 8.0,
                at + 4.5
            );
        }
        for value in x.ticks() {
            let (at, shown) = (x.at(value), thousands(value));
            let _ = write!(
                svg,
                "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{BOTTOM}\" stroke=\"#eeeeee\"/>\n\
                 <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#333333\">{shown}</text>\n",
                BOTTOM + 20.0
            );
        }
        let _ = write!(
            svg,
            "<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"#333333\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#333333\">entries in the journal</text>\n",
            f64::midpoint(LEFT, RIGHT),
            BOTTOM + 46.0
        );
    }

    fn label(&self, svg: &mut String, mut labels: Vec<(f64, usize)>) {
        labels.sort_by(|one, other| one.0.total_cmp(&other.0));
        let count = labels.len();
        let mut free = TOP;
        for (place, (at, number)) in labels.into_iter().enumerate() {
            let lowest = BOTTOM - LABEL_APART * (count - 1 - place) as f64;
            let at = at.max(free).min(lowest);
            free = at + LABEL_APART;
            let weight = if number == 0 { "bold" } else { "normal" };
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{}\" font-weight=\"{weight}\">{}</text>",
                RIGHT + 12.0,
                at + 4.5,
                colour(number),
                self.lines[number].name
            );
        }
    }
}

fn colour(number: usize) -> &'static str {
    if number == 0 {
        "#c2185b"
    } else {
        COLOURS[(number - 1) % COLOURS.len()]
    }
}

/// Draws a line with its marks; gives where it ends.
fn draw(svg: &mut String, number: usize, line: &Line, x: &Axis, y: &Axis) -> Option<f64> {
    let points: Vec<(f64, f64)> = line
        .points
        .iter()
        .map(|point| (x.at(point.0), y.at(point.1)))
        .collect();
    let path: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let (colour, width) = (colour(number), if number == 0 { 3.5 } else { 1.8 });
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
        path.join(" ")
    );
    for (x, y) in &points {
        let mark = match number % 3 {
            0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\"/>"),
            1 => format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"{colour}\"/>",
                x - 4.0,
                y - 4.0
            ),
            _ => format!(
                "<path d=\"M{x:.1} {:.1}l5 9h-10z\" fill=\"{colour}\"/>",
                y - 5.5
            ),
        };
        let _ = writeln!(svg, "{mark}");
    }
    points.last().map(|point| point.1)
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// Whole powers of ten from one end of the picture to the other.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Option<Self> {
        let logs: Vec<f64> = values
            .filter(|value| *value > 0.0)
            .map(f64::log10)
            .collect();
        let low = logs.iter().copied().reduce(f64::min)?.floor();
        let high = logs.iter().copied().reduce(f64::max)?.ceil();
        Some(Self {
            low,
            high: if high > low { high } else { low + 1.0 },
            from,
            to,
        })
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value.max(f64::MIN_POSITIVE).log10() - self.low) / (self.high - self.low);
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (low, high) = (self.low as i32, self.high as i32);
        (low..=high).map(|power| 10_f64.powi(power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(lines: Vec<Line>) -> Option<String> {
        let unit = Unit::Ms;
        Plot {
            title: "list",
            unit,
            lines,
        }
        .svg()
    }

    #[test]
    fn every_line_has_a_label_within_the_picture() {
        let lines = (0..9).map(|number| Line {
            name: format!("peer{number}"),
            points: vec![(1000.0, 3.0), (200_000.0, 3.0 + f64::from(number) / 100.0)],
        });
        let svg = plot(lines.collect()).unwrap();
        let mut at: Vec<f64> = Vec::new();
        for line in svg.lines().filter(|line| line.contains(">peer")) {
            let y = line
                .split("y=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            at.push(y.parse().unwrap());
        }
        assert_eq!(at.len(), 9);
        assert!(
            at.windows(2)
                .all(|pair| pair[1] - pair[0] > LABEL_APART - 0.2),
            "{at:?}"
        );
        assert!(at.iter().all(|y| (TOP..HEIGHT).contains(y)), "{at:?}");
    }

    #[test]
    fn nothing_measured_is_no_plot() {
        assert_eq!(plot(Vec::new()), None);
    }
}
