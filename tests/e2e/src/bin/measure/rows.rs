//! What was measured.

use std::collections::BTreeMap;

use e2e::Result;
use serde_json::json;

/// One thing, measured some times.
struct Row {
    site: &'static str,
    id: String,
    label: String,
    unit: &'static str,
    values: Vec<f64>,
}

/// Everything, in the order in which it was measured first.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    places: BTreeMap<(&'static str, String), usize>,
}

impl Rows {
    /// Adds a value to what is measured under this id.
    pub(crate) fn add(
        &mut self,
        site: &'static str,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &'static str,
        value: f64,
    ) {
        let id = id.into();
        let place = *self.places.entry((site, id.clone())).or_insert_with(|| {
            self.rows.push(Row {
                site,
                id,
                label: label.into(),
                unit,
                values: Vec::new(),
            });
            self.rows.len() - 1
        });
        self.rows[place].values.push(value);
    }

    /// With the median, the lowest and the highest of each.
    pub(crate) fn to_json(&self) -> Result<String> {
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                let mut sorted = row.values.clone();
                sorted.sort_by(f64::total_cmp);
                json!({
                    "site": row.site,
                    "id": row.id,
                    "label": row.label,
                    "unit": row.unit,
                    "values": row.values,
                    "median": median(&sorted),
                    "low": sorted.first(),
                    "high": sorted.last(),
                })
            })
            .collect();
        Ok(serde_json::to_string_pretty(&rows)?)
    }
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}
