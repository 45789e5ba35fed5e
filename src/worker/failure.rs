//! Why nothing usable came, in words for the technician: headline, cause, and what
//! to check, the likeliest first.

mod programming;

use super::mishap::{self, Panic};
use super::{Check, Failure, PortChoice};
use crate::codec::Identification;
use crate::export::brief;
use crate::link::{Foreign, LinkError};
use crate::meter::Readout;
use crate::session::SessionError;
use crate::transport::{PortProblem, TransportError};
use crate::watch::Stage;

pub(super) use programming::*;

/// The failure that ended a session at `port`.
pub(super) fn of_session(cause: &SessionError, port: &PortChoice, every_way: bool) -> Failure {
    let mut failure = match cause {
        SessionError::Link { stage, cause } => of_link(*stage, cause, port),
        SessionError::Request(error) => failure(
            "The request cannot be sent",
            sentence(&error.to_string()),
            &[(
                "Correct the device address or the request text",
                "Printable ASCII characters; the address has no / and no !",
            )],
        ),
        SessionError::NoAnswer {
            requests,
            echo,
            listening,
        } => no_answer(*requests, *echo, *listening),
        SessionError::Unreadable { sample, foreign } => unreadable(sample, *foreign),
        SessionError::NoData {
            identification,
            tried,
            noise,
        } => no_data(identification, tried, *noise),
        SessionError::NoProgrammingMode { identification } => failure(
            "The meter has no programming mode",
            format!(
                "{} announces mode {}: it sends its data unasked and takes no commands.",
                identification.line(),
                identification.announced_mode().letter()
            ),
            &[(
                "Try mode C if the meter is known to take commands",
                "Some announce another mode and accept the option select message all the same",
            )],
        ),
        SessionError::ProgrammingRefused { identification } => failure(
            "The meter refused programming mode",
            format!(
                "{} answered with a readout in place of a password request.",
                identification.as_ref().map_or("It", Identification::line)
            ),
            &[
                OTHER_PORT,
                (
                    "Check what the meter asks for first",
                    "A cover to open, a button to press, or a lock-out after wrong passwords",
                ),
                (
                    "Check the device profile",
                    "The meter may want another mode character in the option select message",
                ),
            ],
        ),
        SessionError::NoReply { .. } => failure(
            "The meter stopped answering",
            sentence(&cause.to_string()),
            &[
                RESEAT,
                (
                    "Give the meter more time",
                    "A larger time-out scale in the line settings helps over modems",
                ),
                (
                    "Check the device profile",
                    "Some meters are silent to a command that they do not know",
                ),
            ],
        ),
        SessionError::Damaged { .. } => failure(
            "The answer arrived damaged",
            sentence(&cause.to_string()),
            &[KEEP_LIGHT_OFF, RESEAT],
        ),
        SessionError::LockLeftOpen { .. } => failure(
            "A lock may still be open",
            sentence(&cause.to_string()),
            &[("Sign on again and off", "That closes the lock once more")],
        ),
        SessionError::NotACommand { .. }
        | SessionError::SecretMissing
        | SessionError::UnfitPassword(_)
        | SessionError::UnfitOperand => failure(
            "Nothing was sent",
            sentence(&cause.to_string()),
            &[(
                "Check the level and its password",
                "The device profile says how this meter is signed on to",
            )],
        ),
        SessionError::BrokenOff => failure(
            "The meter broke the session off",
            "It answered with a break message instead of its data.".to_owned(),
            &[
                AGAIN_IN_TWO_MINUTES,
                (
                    "Check the device profile",
                    "The meter may want another mode or request",
                ),
            ],
        ),
    };
    failure.wider_attempt_helps &= !every_way;
    failure
}

/// What is wrong with a readout that came, if anything is.
pub(super) fn of_readout(readout: &Readout) -> Option<Failure> {
    let sets = readout.data_sets_in_words();
    let check = &readout.block_check;
    if check.is_wrong() {
        let width = if check.computed > 0xFF { 4 } else { 2 };
        return Some(failure(
            "The telegram arrived damaged",
            format!(
                "Block check {:0width$X} instead of {:0width$X}. {sets} kept and marked.",
                check.received.unwrap_or_default(),
                check.computed
            ),
            &[
                (
                    "Read again for a clean copy",
                    "A clean one shows which value was hit",
                ),
                KEEP_LIGHT_OFF,
                RESEAT,
            ],
        ));
    }
    if readout.damaged > 0 {
        return Some(failure(
            "The telegram arrived damaged",
            format!(
                "{} arrived damaged, and the telegram has no block check. {sets} kept; \
                 each of them may be wrong.",
                match readout.damaged {
                    1 => "One character".to_owned(),
                    count => format!("{count} characters"),
                }
            ),
            &[
                (
                    "Read again for a clean copy",
                    "A clean one shows which value was hit",
                ),
                KEEP_LIGHT_OFF,
                RESEAT,
            ],
        ));
    }
    (!readout.complete).then(|| {
        failure(
            "The line went quiet before the end",
            format!("{sets} came. What came is kept and marked incomplete."),
            &[
                RESEAT,
                ("Read again", "A head that slips cuts the telegram"),
                (
                    "Give the meter more time",
                    "A larger time-out scale in the line settings helps over modems",
                ),
            ],
        )
    })
}

/// A fault of this program, which told `panic`.
pub(super) fn of_panic(panic: &Panic) -> Failure {
    let told = match mishap::words_of(panic.as_ref()) {
        words if words.is_empty() => String::new(),
        words => format!(" ({words})"),
    };
    failure(
        "Flagport made a mistake",
        format!("The session ended by a fault of this program{told}. What came before it is kept."),
        &[
            ("Try again", "The port was closed and can be used"),
            (
                "Save the line trace and report the fault",
                "The trace shows what led to it",
            ),
        ],
    )
}

/// The same while a command that changes the meter was under way.
pub(super) fn of_panic_in_change(panic: &Panic) -> Failure {
    let mut failure = of_panic(panic);
    failure.cause += " A change was under way: nobody knows whether the meter took it.";
    failure.checks.insert(
        0,
        Check {
            title: "Read it back before you write again".to_owned(),
            detail: "The journal has it as unknown, and it is settled by reading".to_owned(),
        },
    );
    failure
}

/// A readout that ended well and brought nothing, which cannot be.
pub(super) fn of_no_telegram() -> Failure {
    let panic: Panic = Box::new("no telegram");
    of_panic(&panic)
}

const RESEAT: (&str, &str) = (
    "Seat the head again",
    "Cable straight down, magnet flat on the metal ring. This cures most silence",
);
const KEEP_LIGHT_OFF: (&str, &str) = (
    "Keep light off the port",
    "Shade it with your hand. Sunlight and LED lamps blind the head",
);
const AGAIN_IN_TWO_MINUTES: (&str, &str) = (
    "Wait two minutes if another tool was connected",
    "Some meters stay mute until an old session ends",
);
const OTHER_PORT: (&str, &str) = (
    "Try the meter's other port",
    "Many meters have an optical port for IEC 62056-21 beside a customer port",
);

fn no_answer(requests: u32, echo: bool, listening: bool) -> Failure {
    if listening {
        return failure(
            "The meter sends nothing",
            "No telegram came while listening.".to_owned(),
            &[
                RESEAT,
                (
                    "Wake the port",
                    "Some meters push only after a key is pressed or light falls on them",
                ),
                (
                    "Let the mode be found out",
                    "The meter may want to be asked: mode automatic",
                ),
            ],
        );
    }
    let cause = if echo {
        format!(
            "The request went out {requests} times and came back as an echo, so head and port work. Nothing came from the meter."
        )
    } else {
        format!("The request went out {requests} times, nothing came back.")
    };
    let mut failure = failure(
        "The meter does not answer",
        cause,
        &[
            RESEAT,
            KEEP_LIGHT_OFF,
            AGAIN_IN_TWO_MINUTES,
            (
                "Battery meter, bus or old type?",
                "It may need a key press, its device address, or another start speed",
            ),
        ],
    );
    failure.wider_attempt_helps = true;
    failure
}

fn unreadable(sample: &[u8], foreign: Option<Foreign>) -> Failure {
    let first: Vec<String> = sample.iter().take(8).map(|b| format!("{b:02X}")).collect();
    let heard = format!("The first bytes are {}.", first.join(" "));
    match foreign {
        Some(protocol @ (Foreign::Hdlc | Foreign::Sml | Foreign::MBus)) => failure(
            "The meter speaks another protocol",
            format!("It answers in {protocol}; this tool reads IEC 62056-21. {heard}"),
            &[
                OTHER_PORT,
                (
                    "Ask for the meter's data sheet",
                    "It names the protocol of each port",
                ),
            ],
        ),
        Some(Foreign::Inverted) => failure(
            "The head is turned or the line is inverted",
            format!("Only idle or break conditions arrive. {heard}"),
            &[
                (
                    "Turn the head",
                    "Cable straight down, towards the terminal cover",
                ),
                KEEP_LIGHT_OFF,
                (
                    "Check the converter",
                    "P1 ports need an inverted line, optical heads do not",
                ),
            ],
        ),
        Some(Foreign::WrongSpeed) | None => {
            let mut failure = failure(
                "What arrives cannot be read",
                format!("Bytes come in, but no message. {heard}"),
                &[
                    (
                        "Check the start speed",
                        "The port may be fixed to a speed other than 300 Bd",
                    ),
                    ("Check the parity", "Some lines are 8N1 instead of 7E1"),
                    KEEP_LIGHT_OFF,
                    RESEAT,
                ],
            );
            failure.wider_attempt_helps = true;
            failure
        }
    }
}

fn no_data(identification: &Identification, tried: &[u32], noise: bool) -> Failure {
    let line = identification.line();
    let speeds: Vec<String> = tried.iter().map(|baud| format!("{baud} Bd")).collect();
    let speeds = speeds.join(" and ");
    if identification.offers_hdlc() && !noise {
        return failure(
            "The meter offers DLMS only",
            format!(
                "{line} announces mode E (\\2) and sent no data when asked for a readout at {speeds}."
            ),
            &[
                OTHER_PORT,
                (
                    "Use a tool for DLMS/COSEM",
                    "This tool reads the data readout of IEC 62056-21",
                ),
            ],
        );
    }
    let cause = if noise {
        format!("{line} answered, then only unreadable bytes came at {speeds}.")
    } else {
        format!("{line} answered, then sent nothing at {speeds}.")
    };
    failure(
        "The meter answered but sent no data",
        cause,
        &[
            (
                "Stay at 300 Bd",
                "Some heads and cables are too slow for the switch of speed: top speed 300 in the line settings",
            ),
            (
                "Change the switch delay",
                "Some adapters need 200 ms more, some meters 20 ms less",
            ),
            RESEAT,
        ],
    )
}

fn of_link(stage: Stage, cause: &LinkError, port: &PortChoice) -> Failure {
    match cause {
        LinkError::Transport(error) => of_transport(error, port),
        LinkError::Cancelled => failure("Cancelled", "Nothing was received.".to_owned(), &[]),
        LinkError::NotPermitted { .. } => failure(
            "Nothing was sent",
            sentence(&cause.to_string()),
            &[(
                "Switch writing on",
                "It is off at the start of every visit, and your role must reach as far",
            )],
        ),
        LinkError::NotSendable { .. } => failure(
            "Nothing was sent",
            sentence(&cause.to_string()),
            &[(
                "Correct the register in the device profile, or the value",
                "A command carries printable ASCII characters",
            )],
        ),
        LinkError::NoAnswer { waited } => failure(
            "The meter does not answer",
            format!(
                "Nothing came within {:.1} s ({stage}).",
                waited.as_secs_f64()
            ),
            &[RESEAT],
        ),
        LinkError::Noise {
            sample, foreign, ..
        } => unreadable(sample, *foreign),
        LinkError::Endless { waited } => failure(
            "What the meter sends does not end",
            format!(
                "An answer went on for {:.0} s and was given up ({stage}).",
                waited.as_secs_f64()
            ),
            &[
                (
                    "Look at the line trace",
                    "It shows whether the meter or something else on the line is sending",
                ),
                RESEAT,
            ],
        ),
    }
}

fn of_transport(error: &TransportError, port: &PortChoice) -> Failure {
    let name = &error.port;
    match &error.problem {
        PortProblem::Missing => failure(
            "The port is not there",
            format!("{name} does not exist."),
            &[
                (
                    "Plug the head in",
                    "It appears in the list of ports by itself",
                ),
                (
                    "Pick the port again",
                    "Its name changes with the USB socket",
                ),
            ],
        ),
        PortProblem::NoSuchMeter(sentence_) => failure(
            "There is no such simulated meter",
            sentence(sentence_),
            &[(
                "Pick one from the list of ports",
                "Simulated meters stand at its end",
            )],
        ),
        PortProblem::Busy => failure(
            "The port is in use",
            format!("{name} is in use by another program."),
            &[
                (
                    "Close it there, then try again",
                    "Another Flagport, a terminal, or a service",
                ),
                (
                    "Wait a few seconds after plugging in",
                    "ModemManager looks at new ports first",
                ),
            ],
        ),
        PortProblem::NoPermission { group } => no_permission(name, group.as_deref()),
        PortProblem::Gone => gone(name, port),
        PortProblem::Refused => failure(
            "The converter refused the connection",
            format!("{name} is there, but nothing listens on that port number."),
            &[
                (
                    "Check the port number",
                    "Raw socket (TCP server), not the web page",
                ),
                (
                    "Close other connections",
                    "Many converters take one at a time",
                ),
            ],
        ),
        PortProblem::Unreachable(reason) => failure(
            "The converter cannot be reached",
            format!("{name}: {reason}."),
            &[
                (
                    "Check the address",
                    "Host name or IP address of the converter",
                ),
                (
                    "Check the network",
                    "Cable, VPN, and whether the converter has power",
                ),
            ],
        ),
        PortProblem::TurnedAway { said } => failure(
            "The converter turned the connection away",
            match said {
                Some(said) => format!("{name} said \"{said}\" and closed the connection."),
                None => format!("{name} closed the connection at once."),
            },
            &[
                (
                    "Close other connections",
                    "Another program may hold the port: many converters take one at a time",
                ),
                (
                    "Check the converter",
                    "Its own serial port may be unplugged or set up wrongly",
                ),
            ],
        ),
        PortProblem::NotControllable => failure(
            "The converter gives no control of its port",
            format!("{name} does not agree to RFC 2217: it seems to be a raw socket."),
            &[
                (
                    "Use tcp:// in place of rfc2217://",
                    "A raw socket; the converter then keeps its own speed",
                ),
                (
                    "Switch RFC 2217 on at the converter",
                    "In ser2net: accepter telnet(rfc2217),tcp,PORT",
                ),
            ],
        ),
        PortProblem::Settings { settings, reason } => failure(
            "The port refuses the line settings",
            format!("{name} refuses {settings}: {reason}."),
            &[
                (
                    "Choose another speed",
                    "Top speed or start speed in the line settings",
                ),
                match port {
                    PortChoice::Rfc2217(_) => (
                        "Check the serial server",
                        "Its own settings may hold the speed of its port",
                    ),
                    _ => (
                        "Install the adapter's driver",
                        "A generic driver may lack this speed",
                    ),
                },
            ],
        ),
        PortProblem::Other { operation, reason } => failure(
            "The port does not work",
            format!("{name}: {operation} went wrong ({reason})."),
            &[
                (
                    "Unplug the head and plug it in again",
                    "Then pick the port anew",
                ),
                (
                    "Check that it is a serial port",
                    "Printers and modems have ports, too",
                ),
            ],
        ),
    }
}

fn no_permission(name: &str, group: Option<&str>) -> Failure {
    let remedy = match group {
        Some(group) if group != "root" => (
            format!("Add yourself to the group {group}"),
            format!("sudo usermod -aG {group} $USER, then log in again"),
        ),
        _ => (
            "Install a udev rule for the head, or the adapter's driver".to_owned(),
            "The port belongs to the system alone".to_owned(),
        ),
    };
    Failure {
        headline: "You may not open the port".to_owned(),
        cause: format!("{name} is closed to this user."),
        checks: vec![Check {
            title: remedy.0,
            detail: remedy.1,
        }],
        wider_attempt_helps: false,
    }
}

fn gone(name: &str, port: &PortChoice) -> Failure {
    let checks: &[(&str, &str)] = match port {
        PortChoice::Tcp(_) | PortChoice::Rfc2217(_) => &[
            (
                "Check the converter",
                "It closed the connection, or lost power",
            ),
            (
                "Close other connections",
                "Many converters take one at a time, or drop the older one",
            ),
        ],
        _ => &[
            ("Plug the head in again", "The port appears by itself"),
            (
                "Try another USB socket or cable",
                "A loose plug looks like this",
            ),
        ],
    };
    failure(
        "The port is gone",
        format!("{name} vanished while in use."),
        checks,
    )
}

fn failure(headline: &str, cause: String, checks: &[(&str, &str)]) -> Failure {
    Failure {
        headline: told(headline),
        cause: told(&cause),
        checks: checks
            .iter()
            .map(|(title, detail)| Check {
                title: told(title),
                detail: told(detail),
            })
            .collect(),
        wider_attempt_helps: false,
    }
}

/// The longest sentence of a failure, in characters: it may quote what a meter sent.
const LONGEST: usize = 600;

fn told(sentence: &str) -> String {
    brief(sentence, LONGEST).into_owned()
}

/// An error text of a lower layer as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
        .unwrap_or_default()
}
