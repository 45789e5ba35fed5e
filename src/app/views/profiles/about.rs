//! A device profile as a page to read: sections of names and values. Knows nothing of
//! egui.

use super::words;
use crate::app::text::count;
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
    sections.push(series("Load profiles", &profile.load_profiles));
    sections.push(series("Logbooks", &profile.logbooks));
    sections.push(bits(profile));
    sections.push(source(profile));
    sections.retain(|section| !section.lines.is_empty());
    sections
}

fn meters(profile: &Profile) -> Section {
    let mut section = Section::new("Which meters");
    let wanted = &profile.matches;
    if wanted.manufacturers.is_empty() && wanted.identifications.is_empty() {
        section.say("Fits", "Any meter that no other profile fits better");
    }
    let makers: Vec<String> = wanted
        .manufacturers
        .iter()
        .map(|code| match flag_codes::maker(code) {
            Some(maker) => format!("{code} ({})", flag_codes::short_name(maker)),
            None => code.clone(),
        })
        .collect();
    section.say("Makers", makers.join(", "));
    section.say(
        "Identification begins with",
        wanted.identifications.join(", "),
    );
    section.say(
        "Known by",
        profile.serial_register.clone().unwrap_or_default(),
    );
    section
}

fn line(hints: &LineHints) -> Section {
    let mut section = Section::new("Line");
    let baud = |baud: u32| format!("{baud} Bd");
    section.say("Wake-up", words::wake_up(hints.wake_up).unwrap_or_default());
    section.say("Begins at", hints.start_baud.map(baud).unwrap_or_default());
    let delay = hints.switch_delay_ms.map(|ms| format!("{ms} ms"));
    section.say("Delay of the switch", delay.unwrap_or_default());
    section.say("Request text", hints.request.clone().unwrap_or_default());
    let check = hints.block_check.map(words::block_check);
    section.say("Block check", check.unwrap_or_default());
    section
}

fn programming(profile: &Profile) -> Section {
    let mut section = Section::new("Programming mode");
    let Some(form) = &profile.programming else {
        section.say("Spoken", "Nothing is known: this profile only reads out");
        return section;
    };
    section.say("Option select", format!("Y = {}", form.select));
    section.say("Reads with", reading(form));
    let in_blocks = form.write.command.is_in_blocks();
    let blocks = match in_blocks {
        true => format!(", in blocks of {} characters", form.write.block),
        false => String::new(),
    };
    section.say("Writes with", format!("{}{blocks}", form.write.command));
    if let Some(level) = form.read_level {
        section.say("Reading needs", format!("Level {level}"));
    }
    for level in &form.levels {
        let name = match level.name.as_str() {
            "" => format!("Level {}", level.number),
            name => format!("Level {}, {name}", level.number),
        };
        let mut value = words::login(&level.login);
        if level.login != Login::Open {
            value = format!("{}, {value}", words::password(&level.password));
        }
        section.say(&name, with_help(value, &level.help));
    }
    if let Some(rule) = &form.lock_out {
        section.warn("Wrong passwords", words::lock_out(rule));
    }
    for condition in &form.preconditions {
        let name = match condition.level {
            Some(level) => format!("{}, level {level}", words::precondition(condition.kind)),
            None => words::precondition(condition.kind).to_owned(),
        };
        section.warn(&name, condition.text.clone());
    }
    section.say(
        "Ends by itself",
        format!("after {} s of silence", form.inactivity_s),
    );
    for refusal in &form.refusals {
        section.say(&format!("Refusal {}", refusal.answer), refusal.text.clone());
    }
    section
}

fn reading(form: &Programming) -> String {
    let mut words = format!("{} address({})", form.read.command, form.read.argument);
    if form.read.together > 1 {
        words.push_str(&format!(", {} at a time", form.read.together));
    }
    words
}

fn clock(form: &ClockForm) -> Section {
    let mut section = Section::new("Clock");
    let parts = |parts: &[ClockPart]| -> String {
        let words: Vec<String> = parts
            .iter()
            .map(|part| format!("{} as {}", part.address, part.form))
            .collect();
        words.join(", ")
    };
    section.say("Read from", parts(&form.read));
    if form.write.is_empty() {
        section.say("Set by", "It cannot be set");
        return section;
    }
    let together = match (form.together, form.write.len()) {
        (_, 0 | 1) => "",
        (true, _) => ", in one command",
        (false, _) => ", one after the other",
    };
    section.say("Set by", format!("{}{together}", parts(&form.write)));
    let level = form.level.map(|level| format!("Level {level}"));
    section.say("Setting needs", level.unwrap_or_default());
    if let Some(limit) = form.synchronise_limit_s {
        let words = format!("up to {limit} s, the measuring period goes on");
        section.say("Only synchronises", words);
    }
    section.say("Measuring period", format!("{} min", form.period_min));
    section.warn("Setting", form.warning.clone());
    section
}

fn commands(actions: &[ActionDef]) -> Section {
    let mut section = Section::new("Commands");
    for action in actions {
        let orders: Vec<String> = action
            .commands
            .iter()
            .map(|command| Order::of_action(command).to_string())
            .collect();
        let mut value = with_help(orders.join(", then "), &action.help);
        if let Some(level) = action.level {
            value.push_str(&format!(" Needs level {level}."));
        }
        if let Some(minutes) = action.disable_min {
            value.push_str(&format!(" Not again for {minutes} min."));
        }
        section.say(&action.name, value);
        section.warn("Cannot be undone", action.cannot_be_undone.clone());
    }
    section
}

fn series(title: &'static str, forms: &[SeriesForm]) -> Section {
    let mut section = Section::new(title);
    for form in forms {
        let block = match form.block {
            Some(block) => format!(
                ", {} a block",
                count(usize::from(block), "record", "records")
            ),
            None => String::new(),
        };
        let value = format!(
            "{} {}: {}; {}{block}",
            form.command,
            form.address,
            words::range(form.range),
            words::rows(form.rows)
        );
        section.say(&form.name, value);
    }
    section
}

fn bits(profile: &Profile) -> Section {
    let mut section = Section::new("Status and error bits");
    for bit in &profile.status_bits {
        section.say(&format!("Status bit {}", bit.bit), bit.text.clone());
    }
    if let Some(register) = &profile.error_register {
        section.say("Error register", register.address.clone());
        for bit in &register.bits {
            section.say(&format!("Error bit {}", bit.bit), bit.text.clone());
        }
    }
    section
}

fn source(profile: &Profile) -> Section {
    let mut section = Section::new("Where it is from");
    section.say("Verified", words::verified_in_full(profile.verified));
    section.say("Source", profile.source.clone());
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
