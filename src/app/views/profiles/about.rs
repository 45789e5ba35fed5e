//! A device profile as a page to read: sections of names and values. Knows nothing of
//! egui.

use super::words;
use crate::say;

use crate::meter::flag_codes;
use crate::order::Order;
use crate::profile::{
    ActionDef, ClockForm, ClockPart, LineHints, Login, Profile, Programming, SeriesForm,
};

/// One part of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub lines: Vec<Line>,
}

/// A name and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub value: String,
    /// Something to be careful about.
    pub warns: bool,
}

impl Section {
    fn new(title: &'static str) -> Section {
        Section {
            title,
            lines: Vec::new(),
        }
    }

    fn say(&mut self, name: &str, value: impl Into<String>) {
        self.push(name, value.into(), false);
    }

    fn warn(&mut self, name: &str, value: impl Into<String>) {
        self.push(name, value.into(), true);
    }

    fn push(&mut self, name: &str, value: String, warns: bool) {
        if !value.is_empty() {
            let name = name.to_owned();
            self.lines.push(Line { name, value, warns });
        }
    }
}

/// All that a profile says beside its registers, in the order of a visit. Sections
/// without a word are left out.
pub fn sections(profile: &Profile) -> Vec<Section> {
    let mut sections = vec![meters(profile), line(&profile.line), programming(profile)];
    sections.extend(profile.clock.as_ref().map(clock));
    sections.push(commands(&profile.actions));
    sections.push(series(
        say!("profiles-load-profiles"),
        &profile.load_profiles,
    ));
    sections.push(series(say!("profiles-logbooks"), &profile.logbooks));
    sections.push(bits(profile));
    sections.push(source(profile));
    sections.retain(|section| !section.lines.is_empty());
    sections
}

fn meters(profile: &Profile) -> Section {
    let mut section = Section::new(say!("profiles-which-meters"));
    let wanted = &profile.matches;
    if wanted.manufacturers.is_empty() && wanted.identifications.is_empty() {
        section.say(say!("profiles-fits"), say!("profiles-fits-any"));
    }
    let makers: Vec<String> = wanted
        .manufacturers
        .iter()
        .map(|code| match flag_codes::maker(code) {
            Some(maker) => format!("{code} ({})", flag_codes::short_name(maker)),
            None => code.clone(),
        })
        .collect();
    section.say(say!("profiles-makers"), makers.join(", "));
    section.say(
        say!("profiles-identification"),
        wanted.identifications.join(", "),
    );
    section.say(
        say!("profiles-known-by"),
        profile.serial_register.clone().unwrap_or_default(),
    );
    section
}

fn line(hints: &LineHints) -> Section {
    let mut section = Section::new(say!("profiles-line"));
    let baud = |baud: u32| format!("{baud} Bd");
    section.say(
        say!("profiles-wake-up"),
        words::wake_up(hints.wake_up).unwrap_or_default(),
    );
    section.say(
        say!("profiles-begins-at"),
        hints.start_baud.map(baud).unwrap_or_default(),
    );
    let delay = hints.switch_delay_ms.map(|ms| format!("{ms} ms"));
    section.say(say!("profiles-switch-delay"), delay.unwrap_or_default());
    section.say(
        say!("profiles-request"),
        hints.request.clone().unwrap_or_default(),
    );
    let check = hints.block_check.map(words::block_check);
    section.say(say!("profiles-block-check"), check.unwrap_or_default());
    section
}

fn programming(profile: &Profile) -> Section {
    let mut section = Section::new(say!("profiles-programming"));
    let Some(form) = &profile.programming else {
        section.say(say!("profiles-spoken"), say!("profiles-reads-out-only"));
        return section;
    };
    section.say(
        say!("profiles-option-select"),
        format!("Y = {}", form.select),
    );
    section.say(say!("profiles-reads-with"), reading(form));

    let command = form.write.command.to_string();
    let writing = match form.write.command.is_in_blocks() {
        true => say!(
            "profiles-in-blocks",
            command = command,
            size = form.write.block
        ),
        false => command,
    };
    section.say(say!("profiles-writes-with"), writing);
    if let Some(level) = form.read_level {
        section.say(
            say!("profiles-reading-needs"),
            say!("profiles-level", level = level),
        );
    }
    for level in &form.levels {
        let name = match level.name.as_str() {
            "" => say!("profiles-level", level = level.number),
            name => say!("profiles-level-named", level = level.number, name = name),
        };
        let mut value = words::login(&level.login);
        if level.login != Login::Open {
            value = format!("{}, {value}", words::password(&level.password));
        }
        section.say(&name, with_help(value, &level.help));
    }
    if let Some(rule) = &form.lock_out {
        section.warn(say!("profiles-wrong-passwords"), words::lock_out(rule));
    }
    for condition in &form.preconditions {
        let name = match condition.level {
            Some(level) => {
                let kind = words::precondition(condition.kind);
                say!("profiles-at-level", condition = kind, level = level)
            }
            None => words::precondition(condition.kind).to_owned(),
        };
        section.warn(&name, condition.text.clone());
    }
    section.say(
        say!("profiles-ends-by-itself"),
        say!("profiles-after-silence", seconds = form.inactivity_s),
    );
    for refusal in &form.refusals {
        let name = say!("profiles-refusal", answer = &refusal.answer);
        section.say(&name, refusal.text.clone());
    }
    section
}

fn reading(form: &Programming) -> String {
    let words = format!("{} address({})", form.read.command, form.read.argument);
    match form.read.together {
        together if together > 1 => {
            say!("profiles-at-a-time", command = words, count = together)
        }
        _ => words,
    }
}

fn clock(form: &ClockForm) -> Section {
    let mut section = Section::new(say!("page-clock"));
    let parts = |parts: &[ClockPart]| -> String {
        let words: Vec<String> = parts
            .iter()
            .map(|part| {
                say!(
                    "profiles-address-as",
                    address = &part.address,
                    form = &part.form
                )
            })
            .collect();
        words.join(", ")
    };
    section.say(say!("profiles-read-from"), parts(&form.read));
    if form.write.is_empty() {
        section.say(say!("profiles-set-by"), say!("profiles-cannot-be-set"));
        return section;
    }

    let written = parts(&form.write);
    let written = match (form.together, form.write.len()) {
        (_, 0 | 1) => written,
        (true, _) => say!("profiles-in-one-command", parts = written),
        (false, _) => say!("profiles-one-after-other", parts = written),
    };
    section.say(say!("profiles-set-by"), written);
    let level = form
        .level
        .map(|level| say!("profiles-level", level = level));
    section.say(say!("profiles-setting-needs"), level.unwrap_or_default());
    if let Some(limit) = form.synchronise_limit_s {
        let words = say!("profiles-synchronise-limit", limit = limit);
        section.say(say!("profiles-only-synchronises"), words);
    }
    section.say(
        say!("profiles-measuring-period"),
        format!("{} min", form.period_min),
    );
    section.warn(say!("profiles-setting"), form.warning.clone());
    section
}

fn commands(actions: &[ActionDef]) -> Section {
    let mut section = Section::new(say!("profiles-commands"));
    for action in actions {
        let orders = action.commands.iter();
        let orders = orders
            .map(|command| Order::of_action(command).to_string())
            .reduce(|first, second| say!("profiles-then", first = first, second = second));
        let mut value = with_help(orders.unwrap_or_default(), &action.help);
        if let Some(level) = action.level {
            value = say!("profiles-needs-level", words = value, level = level);
        }
        if let Some(minutes) = action.disable_min {
            value = say!("profiles-not-again", words = value, minutes = minutes);
        }
        section.say(&action.name, value);
        section.warn(say!("profiles-not-undone"), action.cannot_be_undone.clone());
    }
    section
}

fn series(title: &'static str, forms: &[SeriesForm]) -> Section {
    let mut section = Section::new(title);
    for form in forms {
        let words = format!(
            "{} {}: {}; {}",
            form.command,
            form.address,
            words::range(form.range),
            words::rows(form.rows)
        );
        let value = match form.block {
            Some(block) => say!("profiles-records-a-block", words = words, count = block),
            None => words,
        };
        section.say(&form.name, value);
    }
    section
}

fn bits(profile: &Profile) -> Section {
    let mut section = Section::new(say!("profiles-bits"));
    for bit in &profile.status_bits {
        let name = say!("profiles-status-bit", bit = bit.bit);
        section.say(&name, bit.text.clone());
    }
    if let Some(register) = &profile.error_register {
        section.say(say!("profiles-error-register"), register.address.clone());
        for bit in &register.bits {
            let name = say!("profiles-error-bit", bit = bit.bit);
            section.say(&name, bit.text.clone());
        }
    }
    section
}

fn source(profile: &Profile) -> Section {
    let mut section = Section::new(say!("profiles-where-from"));
    section.say(
        say!("profiles-verified"),
        words::verified_in_full(profile.verified),
    );
    section.say(say!("profiles-source"), profile.source.clone());
    section
}

/// A fact and what there is to say about it.
fn with_help(fact: String, help: &str) -> String {
    match (fact.as_str(), help) {
        (_, "") => fact,
        ("", help) => help.to_owned(),
        (fact, help) => format!("{fact}. {help}"),
    }
}
