//! The table: what, goal, measured, and whether it holds.

/// What a figure has to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// It is told, and nothing was promised.
    None,
}

struct Row {
    what: String,
    goal: Goal,
    unit: &'static str,
    /// What was measured in words, and whether the goal holds; `None` if that cannot be
    /// said.
    told: String,
    holds: Option<bool>,
}

#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds what was measured. Where there are several figures the goal is for each.
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        goal: Goal,
        unit: &'static str,
        decimals: usize,
        figures: &[f64],
    ) {
        let one = |figure: &f64| format!("{figure:.decimals$}");
        let told: Vec<String> = figures.iter().map(one).collect();
        let holds = match goal {
            Goal::AtMost(most) => Some(figures.iter().all(|figure| *figure <= most)),
            Goal::AtLeast(least) => Some(figures.iter().all(|figure| *figure >= least)),
            Goal::None => None,
        };
        self.push(
            what.into(),
            goal,
            unit,
            with_unit(&told.join(", "), unit),
            holds,
        );
    }

    /// Adds what could not be measured here, and why.
    pub(crate) fn skip(
        &mut self,
        what: impl Into<String>,
        goal: Goal,
        unit: &'static str,
        why: &str,
    ) {
        self.push(what.into(), goal, unit, format!("skipped: {why}"), None);
    }

    /// Whether every goal holds that was measured.
    pub(crate) fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.holds != Some(false))
    }

    pub(crate) fn print(&self) {
        let goal = |row: &Row| match row.goal {
            Goal::AtMost(most) => format!("≤ {}", with_unit(&most.to_string(), row.unit)),
            Goal::AtLeast(least) => format!("≥ {}", with_unit(&least.to_string(), row.unit)),
            Goal::None => String::new(),
        };
        let cells: Vec<[String; 4]> =
            std::iter::once(["what", "goal", "measured", "holds"].map(str::to_owned))
                .chain(self.rows.iter().map(|row| {
                    let holds = match row.holds {
                        Some(true) => "yes",
                        Some(false) => "NO",
                        None => "",
                    };
                    [
                        row.what.clone(),
                        goal(row),
                        row.told.clone(),
                        holds.to_owned(),
                    ]
                }))
                .collect();
        let width = |column: usize| {
            let widths = cells.iter().map(|cells| cells[column].chars().count());
            widths.max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2), width(3)];
        println!();
        for (index, row) in cells.iter().enumerate() {
            let cell = |column: usize| format!("{:1$}", row[column], widths[column]);
            println!("| {} | {} | {} | {} |", cell(0), cell(1), cell(2), cell(3));
            if index == 0 {
                let line = |column: usize| "-".repeat(widths[column]);
                println!("|-{}-|-{}-|-{}-|-{}-|", line(0), line(1), line(2), line(3));
            }
        }
        let missed = self
            .rows
            .iter()
            .filter(|row| row.holds == Some(false))
            .count();
        println!("\n{} rows, {missed} goals missed", self.rows.len());
        println!("Two figures of a session: at hand, and behind a network of 40 ms each way.\n");
    }

    fn push(
        &mut self,
        what: String,
        goal: Goal,
        unit: &'static str,
        told: String,
        holds: Option<bool>,
    ) {
        eprintln!("  {what}: {told}");
        self.rows.push(Row {
            what,
            goal,
            unit,
            told,
            holds,
        });
    }
}

fn with_unit(figure: &str, unit: &str) -> String {
    format!("{figure} {unit}").trim_end().to_owned()
}
