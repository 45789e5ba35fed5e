//! The files of the languages, compiled into the program.

/// The files in the folder of a language.
macro_rules! files {
    ($folder:literal: $($part:literal)+) => {
        &[$(include_str!(concat!(
            "../../assets/languages/", $folder, "/", $part, ".ftl"
        ))),+]
    };
}

/// The parts of the window, each with a file in English and one in German.
macro_rules! complete {
    ($($part:literal)+) => {
        pub(super) const ENGLISH: &[&str] = files!("en": $($part)+);
        pub(super) const GERMAN: &[&str] = files!("de": $($part)+);
    };
}

/// The parts that the other languages are started with.
macro_rules! started {
    ($($part:literal)+) => {
        pub(super) const TURKISH: &[&str] = files!("tr": $($part)+);
        pub(super) const RUSSIAN: &[&str] = files!("ru": $($part)+);
    };
}

complete! {
    "change"
    "clock"
    "commands"
    "confirm"
    "connection"
    "dialog"
    "event"
    "failure"
    "fetch"
    "installation"
    "key"
    "load"
    "logbook"
    "meter"
    "notice"
    "page"
    "password"
    "plot"
    "profiles"
    "registers"
    "report"
    "round"
    "session"
    "sets"
    "settings"
    "start"
    "status"
    "time"
    "trace"
    "visits"
    "widget"
    "wiring"
}

started! {
    "clock"
    "connection"
    "failure"
    "meter"
    "page"
    "registers"
    "session"
    "settings"
    "start"
    "status"
    "time"
}
