//! How wide a column of a table is.

/// A width, in hundredths of a pixel or of a percent of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Width {
    hundredths: u32,
    is_percent: bool,
}

impl Width {
    /// Reads what HTML and CSS write: `226.67px`, `14%`, `120`; `None` for any other unit, and for nothing.
    pub(crate) fn read(written: &str) -> Option<Self> {
        let written = written.trim().to_ascii_lowercase();
        let (number, is_percent) = match written.strip_suffix('%') {
            Some(number) => (number, true),
            None => (written.strip_suffix("px").unwrap_or(&written), false),
        };
        let number: f64 = number.trim().parse().ok()?;
        let is_width = number.is_finite() && (0.01..=100_000.0).contains(&number);
        is_width.then(|| Self { hundredths: (number * 100.0).round() as u32, is_percent })
    }

    /// Returns it as an attribute of HTML: `226.67`, `14%`.
    pub(crate) fn attribute(self) -> String {
        let (whole, part) = (self.hundredths / 100, self.hundredths % 100);
        let number = match part {
            0 => whole.to_string(),
            part if part % 10 == 0 => format!("{whole}.{}", part / 10),
            part => format!("{whole}.{part:02}"),
        };
        if self.is_percent { format!("{number}%") } else { number }
    }

    /// Returns it as a style: `226.67px`, `14%`.
    pub(crate) fn style(self) -> String {
        let unit = if self.is_percent { "" } else { "px" };
        format!("{}{unit}", self.attribute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_pixels_or_percents() {
        let cases = [("226.667px", "226.67"), (" 14% ", "14%"), ("120", "120"), ("33.50PX", "33.5")];
        for (written, attribute) in cases {
            assert_eq!(Width::read(written).map(Width::attribute).as_deref(), Some(attribute));
        }
        assert_eq!(Width::read("120").map(Width::style).as_deref(), Some("120px"));
        for other in ["", "auto", "3em", "0", "-5px", "inf", "nan", "1e300"] {
            assert_eq!(Width::read(other), None, "{other}");
        }
    }
}
