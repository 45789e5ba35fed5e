//! Device profiles: what is known of a type of meter beyond the standard, as RON
//! files. The ones in `profiles/` are built into the program.
//!
//! Knows nothing about ports and sessions; only says what helps them. A file
//! begins with its version; fields that are not known are errors with their line
//! and column.
//!
//! ```
//! use flagport::codec::Identification;
//!
//! let told = Identification::parse("/ISk5MT174-0001").unwrap();
//! assert_eq!(flagport::profile::choose(&told).name, "iskra-mt174");
//! ```

mod check;
mod file;
mod form_error;
mod from_readout;
mod library;
pub(crate) mod near;
mod place;
mod schema;
mod time_form;
mod value;

use std::sync::LazyLock;

use crate::codec::Identification;

pub use file::{
    ProfileError, SaveError, load, parse, problems, save, text_of, to_text, user_folder,
};
pub use from_readout::from_readout;
pub use library::{Known, Library, Origin};
pub use schema::{
    Access, ActionCommand, ActionDef, ActionKind, Algorithm, ChannelDef, Characters, ClockForm,
    ClockPart, ErrorBit, ErrorRegister, InstallationForm, Kind, Level, LineHints, LockOut, Login,
    Match, PasswordForm, Precondition, PreconditionKind, Profile, Programming, RangeForm, ReadForm,
    Refusal, RefusalAbout, RegisterDef, RowForm, SeriesForm, StatusBit, Verified, WakeUpHint,
    WriteForm, normal_address,
};
pub use time_form::{TimeForm, TimeFormError, TimeParts};
pub use value::{Shown, ValueError};

/// The version of the format that is written; older ones are read as well.
pub const VERSION: u32 = 2;

/// The profile that fits any meter.
pub const GENERIC: &str = "generic";

/// Names and texts of files in `profiles/`.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../profiles/", $name, ".ron")))),*]
    };
}

/// The files built in, by name.
const FILES: [(&str, &str); 27] = files![
    "apator-norax",
    "dsmr-p1",
    "easymeter-q3",
    "elster-a1140",
    "elster-as1440",
    "elster-lis200",
    "emh-lzqj",
    "energomera-ce",
    "energomera-ce208",
    "generic",
    "hager-ehz",
    "iskra-me162",
    "iskra-mt174",
    "iskra-mt382",
    "itron-ace3000",
    "kamstrup-382",
    "kamstrup-mc66",
    "lem-em4tii",
    "lgz-uh50",
    "lgz-zmd",
    "logarex-lk13",
    "metcom-mcs301",
    "neva-mt",
    "satec-em720",
    "siemens-td3511",
    "turkish-mass",
    "yongtailong-drs",
];

/// All profiles built in, by name.
pub fn built_in() -> &'static [Profile] {
    static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        // A test reads every file; one that fails is left out here.
        FILES
            .iter()
            .filter_map(|(name, text)| parse(name, text).ok())
            .collect()
    });
    &PROFILES
}

/// The text of a profile that is built in.
pub fn source(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// The profile built in under `name`.
pub fn find(name: &str) -> Option<&'static Profile> {
    built_in().iter().find(|profile| profile.name == name)
}

/// The profile that fits the identification best: of those that fit, the one that
/// asks for most. There is always one, the generic.
pub fn choose(identification: &Identification) -> &'static Profile {
    built_in()
        .iter()
        .filter_map(|profile| Some((profile.fit(identification)?, profile)))
        .max_by_key(|(fit, _)| *fit)
        .map_or_else(generic, |(_, profile)| profile)
}

/// The profile that fits any meter.
pub fn generic() -> &'static Profile {
    static GENERIC_PROFILE: LazyLock<Profile> =
        LazyLock::new(|| find(GENERIC).cloned().unwrap_or_default());
    &GENERIC_PROFILE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_file_built_in_is_a_profile() {
        for (name, text) in FILES {
            let profile = parse(name, text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(profile.name, name);
            assert!(
                !profile.source.is_empty() && !profile.title.is_empty(),
                "{name}"
            );
            assert_eq!(parse(name, &to_text(&profile)), Ok(profile), "{name}");
        }
        assert_eq!(built_in().len(), FILES.len());
    }

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = format!("{}/profiles", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".ron").map(str::to_owned))
            .collect();
        names.sort();
        assert_eq!(names, FILES.map(|(name, _)| name));
    }

    #[test]
    fn the_profile_that_asks_for_most_is_chosen() {
        let check = |line: &str, expected: &str| {
            let told = Identification::parse(line).unwrap();
            assert_eq!(choose(&told).name, expected, "{line}");
        };
        check("/LGZ5\\2ZMD3104107.B32", "lgz-zmd");
        check("/LGZ5ZMR110CR.K53", "lgz-zmd");
        check("/ISk5MT174-0001", "iskra-mt174");
        check("/ISK5ME162-0033", "iskra-me162");
        check("/ISk5ME172-0000", "iskra-me162");
        check("/ISk5\\2MT382-1000", "iskra-mt382");
        check("/ISK5\\2M550T-1012", "generic");
        check("/EMH5\\@\\201LZQJL0013F", "emh-lzqj");
        check("/EMH5\\@D4EM4TIIW001--", "lem-em4tii");
        check("/EMH5anything", "generic");
        check("/MCS5\\@V0050010067967", "metcom-mcs301");
        check("/KAM MC", "kamstrup-mc66");
        check("/KAM 685-382-QR-10", "kamstrup-382");
        check("/LUGCUH50", "lgz-uh50");
        check("/EKT5CE301v11", "energomera-ce");
        check("/EMR5\\2CE2089.1", "energomera-ce208");
        check("/EMR5CE3081.1", "energomera-ce208");
        check("/SAT6EM72000656621", "satec-em720");
        check("/SAT63511C01667006641", "siemens-td3511");
        check("/Els6\\2EK280", "elster-lis200");
        check("/ABB5\\@V9.21", "elster-as1440");
        check("/TPC5NEVAMT324.2307", "neva-mt");
        check("/ESY5Q3DA1004 V3.04", "easymeter-q3");
        check("/MSY5<1>C500.KMY.2556", "turkish-mass");
        check("/ACE0\\3k260V01.18", "itron-ace3000");
        check("/KFM5KAIFA-METER", "dsmr-p1");
        check("/XYZ5anything", "generic");
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let check = |text: &str, expected: &str| {
            let error = parse("my.ron", text).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        };
        let good = source("lgz-uh50").unwrap();
        let unknown = good.replace("    verified", "    colour: 1,\n    verified");
        check(&unknown, "my.ron, line 14, column 5: ");
        check("", "my.ron, line 1, column 1: ");
        check("(version: 1,\n name: 5)", "my.ron, line 2, column 7: ");
        check(
            "(version: 9, anything: [1, (2)])",
            "my.ron has the profile version 9",
        );
        check(
            &good.replace("\"lgz-uh50\"", "\"Gen eric\""),
            "my.ron, line 3, column 11: the name \"Gen eric\" must be",
        );
        check(&"(".repeat(100_000), "my.ron, line 1, column ");
        check(&"[".repeat(100_000), "my.ron, line 1, column ");
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,80}") {
            let _ = parse("any", &text);
        }

        #[test]
        fn any_damage_is_taken(at in 0usize..20_000, byte in any::<u8>()) {
            let mut bytes = source("turkish-mass").unwrap().as_bytes().to_vec();
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = parse("any", &String::from_utf8_lossy(&bytes));
        }
    }
}
