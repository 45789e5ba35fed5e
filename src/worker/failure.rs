//! Why nothing usable came, in words for the technician: headline, cause, and what
//! to check, the likeliest first.

mod programming;

use super::mishap::{self, Panic};
use super::{Check, Failure, PortChoice};
use crate::codec::Identification;
use crate::export::brief;
use crate::language::Message;
use crate::link::{Foreign, LinkError};
use crate::message;
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
            message!("failure-request-cannot-be-sent"),
            sentence(&error.to_string()),
            [check(
                message!("failure-correct-device-address-or-request"),
                message!("failure-printable-ascii-characters-address-has"),
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
            message!("failure-meter-has-no-programming-mode"),
            message!(
                "failure-cause-no-programming",
                meter = identification.line(),
                mode = identification.announced_mode().letter().to_string()
            ),
            [check(
                message!("failure-try-mode-c-if-meter"),
                message!("failure-some-announce-another-mode-accept"),
            )],
        ),
        SessionError::ProgrammingRefused { identification } => failure(
            message!("failure-meter-refused-programming-mode"),
            match identification {
                Some(identification) => {
                    message!("failure-cause-readout-by", meter = identification.line())
                }
                None => message!("failure-cause-readout"),
            },
            [
                other_port(),
                check(
                    message!("failure-check-what-meter-asks-for"),
                    message!("failure-cover-open-button-press-or"),
                ),
                check(
                    message!("failure-check-device-profile"),
                    message!("failure-meter-may-want-another-mode"),
                ),
            ],
        ),
        SessionError::NoReply { .. } => failure(
            message!("failure-meter-stopped-answering"),
            sentence(&cause.to_string()),
            [
                reseat(),
                check(
                    message!("failure-give-meter-more-time"),
                    message!("failure-larger-time-out-scale-in"),
                ),
                check(
                    message!("failure-check-device-profile"),
                    message!("failure-some-meters-silent-command-they"),
                ),
            ],
        ),
        SessionError::Damaged { .. } => failure(
            message!("failure-answer-arrived-damaged"),
            sentence(&cause.to_string()),
            [keep_light_off(), reseat()],
        ),
        SessionError::LockLeftOpen { .. } => failure(
            message!("failure-lock-may-still-be-open"),
            sentence(&cause.to_string()),
            [check(
                message!("failure-sign-on-again-off"),
                message!("failure-closes-lock-once-more"),
            )],
        ),
        SessionError::NotACommand { .. }
        | SessionError::SecretMissing
        | SessionError::UnfitPassword(_)
        | SessionError::UnfitOperand => failure(
            message!("failure-nothing-was-sent"),
            sentence(&cause.to_string()),
            [check(
                message!("failure-check-level-password"),
                message!("failure-device-profile-says-how-meter"),
            )],
        ),
        SessionError::BrokenOff => failure(
            message!("failure-meter-broke-session-off"),
            message!("failure-answered-with-break-message-instead"),
            [
                again_in_two_minutes(),
                check(
                    message!("failure-check-device-profile"),
                    message!("failure-meter-may-want-another-mode-or"),
                ),
            ],
        ),
    };
    failure.wider_attempt_helps &= !every_way;
    failure
}

/// What is wrong with a readout that came, if anything is.
pub(super) fn of_readout(readout: &Readout) -> Option<Failure> {
    let sets = readout.data_sets.len();
    let block_check = &readout.block_check;
    if block_check.is_wrong() {
        let width = if block_check.computed > 0xFF { 4 } else { 2 };
        return Some(failure(
            message!("failure-telegram-arrived-damaged"),
            message!(
                "failure-cause-block-check",
                received = format!("{:0width$X}", block_check.received.unwrap_or_default()),
                computed = format!("{:0width$X}", block_check.computed),
                count = sets
            ),
            [
                check(
                    message!("failure-read-again-for-clean-copy"),
                    message!("failure-clean-one-shows-which-value"),
                ),
                keep_light_off(),
                reseat(),
            ],
        ));
    }
    if readout.damaged > 0 {
        return Some(failure(
            message!("failure-telegram-arrived-damaged"),
            message!(
                "failure-cause-characters",
                damaged = readout.damaged,
                count = sets
            ),
            [
                check(
                    message!("failure-read-again-for-clean-copy"),
                    message!("failure-clean-one-shows-which-value"),
                ),
                keep_light_off(),
                reseat(),
            ],
        ));
    }
    (!readout.complete).then(|| {
        failure(
            message!("failure-line-went-quiet-before-end"),
            message!("failure-cause-incomplete", count = sets),
            [
                reseat(),
                check(
                    message!("failure-read-again"),
                    message!("failure-head-slips-cuts-telegram"),
                ),
                check(
                    message!("failure-give-meter-more-time"),
                    message!("failure-larger-time-out-scale-in"),
                ),
            ],
        )
    })
}

/// A fault of this program, which told `panic`.
pub(super) fn of_panic(panic: &Panic) -> Failure {
    let cause = match mishap::words_of(panic.as_ref()) {
        words if words.is_empty() => message!("failure-cause-fault"),
        words => message!("failure-cause-fault-told", words = words),
    };
    failure(
        message!("failure-flagport-made-mistake"),
        cause,
        [
            check(
                message!("failure-try-again"),
                message!("failure-port-was-closed-can-be"),
            ),
            check(
                message!("failure-save-line-trace-report-fault"),
                message!("failure-trace-shows-what-led"),
            ),
        ],
    )
}

/// The same while a command that changes the meter was under way.
pub(super) fn of_panic_in_change(panic: &Panic) -> Failure {
    let mut failure = of_panic(panic);
    failure.cause = message!("failure-cause-fault-in-change", cause = failure.cause);
    failure.checks.insert(
        0,
        Check {
            title: message!("failure-read-back-before-you-write"),
            detail: message!("failure-journal-has-as-unknown-settled"),
        },
    );
    failure
}

/// A readout that ended well and brought nothing, which cannot be.
pub(super) fn of_no_telegram() -> Failure {
    let panic: Panic = Box::new("no telegram");
    of_panic(&panic)
}

fn reseat() -> Check {
    check(
        message!("failure-seat-head-again"),
        message!("failure-cable-straight-down-magnet-flat"),
    )
}
fn keep_light_off() -> Check {
    check(
        message!("failure-keep-light-off-port"),
        message!("failure-shade-with-your-hand-sunlight"),
    )
}
fn again_in_two_minutes() -> Check {
    check(
        message!("failure-wait-two-minutes-if-another"),
        message!("failure-some-meters-stay-mute-until"),
    )
}
fn other_port() -> Check {
    check(
        message!("failure-try-meter-other-port"),
        message!("failure-many-meters-have-optical-port"),
    )
}

fn no_answer(requests: u32, echo: bool, listening: bool) -> Failure {
    if listening {
        return failure(
            message!("failure-meter-sends-nothing"),
            message!("failure-no-telegram-came-while-listening"),
            [
                reseat(),
                check(
                    message!("failure-wake-port"),
                    message!("failure-some-meters-push-only-after"),
                ),
                check(
                    message!("failure-let-mode-be-found-out"),
                    message!("failure-meter-may-want-be-asked"),
                ),
            ],
        );
    }
    let cause = if echo {
        message!("failure-cause-echo", requests = requests)
    } else {
        message!("failure-cause-no-answer", requests = requests)
    };
    let mut failure = failure(
        message!("failure-meter-does-not-answer"),
        cause,
        [
            reseat(),
            keep_light_off(),
            again_in_two_minutes(),
            check(
                message!("failure-battery-meter-bus-or-old"),
                message!("failure-may-need-key-press-device"),
            ),
        ],
    );
    failure.wider_attempt_helps = true;
    failure
}

fn unreadable(sample: &[u8], foreign: Option<Foreign>) -> Failure {
    let first: Vec<String> = sample.iter().take(8).map(|b| format!("{b:02X}")).collect();
    let heard = message!("failure-first-bytes", bytes = first.join(" "));
    match foreign {
        Some(protocol @ (Foreign::Hdlc | Foreign::Sml | Foreign::MBus)) => failure(
            message!("failure-meter-speaks-another-protocol"),
            message!(
                "failure-cause-foreign",
                protocol = protocol.to_string(),
                heard = heard
            ),
            [
                other_port(),
                check(
                    message!("failure-ask-for-meter-data-sheet"),
                    message!("failure-names-protocol-each-port"),
                ),
            ],
        ),
        Some(Foreign::Inverted) => failure(
            message!("failure-head-turned-or-line-inverted"),
            message!("failure-cause-inverted", heard = heard),
            [
                check(
                    message!("failure-turn-head"),
                    message!("failure-cable-straight-down-towards-terminal"),
                ),
                keep_light_off(),
                check(
                    message!("failure-check-converter"),
                    message!("failure-p1-ports-need-inverted-line"),
                ),
            ],
        ),
        Some(Foreign::WrongSpeed) | None => {
            let mut failure = failure(
                message!("failure-what-arrives-cannot-be-read"),
                message!("failure-cause-unreadable", heard = heard),
                [
                    check(
                        message!("failure-check-start-speed"),
                        message!("failure-port-may-be-fixed-speed"),
                    ),
                    check(
                        message!("failure-check-parity"),
                        message!("failure-some-lines-8n1-instead-7e1"),
                    ),
                    keep_light_off(),
                    reseat(),
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
    let speeds = speeds.join(", ");
    if identification.offers_hdlc() && !noise {
        return failure(
            message!("failure-meter-offers-dlms-only"),
            message!("failure-cause-dlms", line = line, speeds = speeds),
            [
                other_port(),
                check(
                    message!("failure-use-tool-for-dlms-cosem"),
                    message!("failure-tool-reads-data-readout-iec"),
                ),
            ],
        );
    }
    let cause = if noise {
        message!("failure-cause-noise", line = line, speeds = speeds)
    } else {
        message!("failure-cause-silence", line = line, speeds = speeds)
    };
    failure(
        message!("failure-meter-answered-but-sent-no"),
        cause,
        [
            check(
                message!("failure-stay-at-300-bd"),
                message!("failure-some-heads-cables-too-slow"),
            ),
            check(
                message!("failure-change-switch-delay"),
                message!("failure-some-adapters-need-200-ms"),
            ),
            reseat(),
        ],
    )
}

fn of_link(stage: Stage, cause: &LinkError, port: &PortChoice) -> Failure {
    match cause {
        LinkError::Transport(error) => of_transport(error, port),
        LinkError::Cancelled => failure(
            message!("failure-cancelled"),
            message!("failure-nothing-was-received"),
            [],
        ),
        LinkError::NotPermitted { .. } => failure(
            message!("failure-nothing-was-sent"),
            sentence(&cause.to_string()),
            [check(
                message!("failure-switch-writing-on"),
                message!("failure-off-at-start-every-visit"),
            )],
        ),
        LinkError::NotSendable { .. } => failure(
            message!("failure-nothing-was-sent"),
            sentence(&cause.to_string()),
            [check(
                message!("failure-correct-register-in-device-profile"),
                message!("failure-command-carries-printable-ascii-characters"),
            )],
        ),
        LinkError::NoAnswer { waited } => failure(
            message!("failure-meter-does-not-answer"),
            message!(
                "failure-cause-nothing-within",
                time = format!("{:.1} s", waited.as_secs_f64()),
                stage = stage.message()
            ),
            [reseat()],
        ),
        LinkError::Noise {
            sample, foreign, ..
        } => unreadable(sample, *foreign),
        LinkError::Endless { waited } => failure(
            message!("failure-what-meter-sends-does-not"),
            message!(
                "failure-cause-endless",
                time = format!("{:.0} s", waited.as_secs_f64()),
                stage = stage.message()
            ),
            [
                check(
                    message!("failure-look-at-line-trace"),
                    message!("failure-shows-whether-meter-or-something"),
                ),
                reseat(),
            ],
        ),
    }
}

fn of_transport(error: &TransportError, port: &PortChoice) -> Failure {
    let name = &error.port;
    match &error.problem {
        PortProblem::Missing => failure(
            message!("failure-port-not-there"),
            message!("failure-cause-port-missing", port = name),
            [
                check(
                    message!("failure-plug-head-in"),
                    message!("failure-appears-in-list-ports-by"),
                ),
                check(
                    message!("failure-pick-port-again"),
                    message!("failure-name-changes-with-usb-socket"),
                ),
            ],
        ),
        PortProblem::NoSuchMeter(sentence_) => failure(
            message!("failure-there-no-such-simulated-meter"),
            sentence(sentence_),
            [check(
                message!("failure-pick-one-from-list-ports"),
                message!("failure-simulated-meters-stand-at-end"),
            )],
        ),
        PortProblem::Busy => failure(
            message!("failure-port-in-use"),
            message!("failure-cause-port-busy", port = name),
            [
                check(
                    message!("failure-close-there-then-try-again"),
                    message!("failure-another-flagport-terminal-or-service"),
                ),
                check(
                    message!("failure-wait-few-seconds-after-plugging"),
                    message!("failure-modemmanager-looks-at-new-ports"),
                ),
            ],
        ),
        PortProblem::NoPermission { group } => no_permission(name, group.as_deref()),
        PortProblem::Gone => gone(name, port),
        PortProblem::Refused => failure(
            message!("failure-converter-refused-connection"),
            message!("failure-cause-port-refused", port = name),
            [
                check(
                    message!("failure-check-port-number"),
                    message!("failure-raw-socket-tcp-server-not"),
                ),
                check(
                    message!("failure-close-other-connections"),
                    message!("failure-many-converters-take-one-at"),
                ),
            ],
        ),
        PortProblem::Unreachable(reason) => failure(
            message!("failure-converter-cannot-be-reached"),
            message!(
                "failure-cause-port-unreachable",
                port = name,
                reason = reason
            ),
            [
                check(
                    message!("failure-check-address"),
                    message!("failure-host-name-or-ip-address"),
                ),
                check(
                    message!("failure-check-network"),
                    message!("failure-cable-vpn-whether-converter-has"),
                ),
            ],
        ),
        PortProblem::TurnedAway { said } => failure(
            message!("failure-converter-turned-connection-away"),
            match said {
                Some(said) => message!("failure-cause-port-said", port = name, said = said),
                None => message!("failure-cause-port-closed", port = name),
            },
            [
                check(
                    message!("failure-close-other-connections"),
                    message!("failure-another-program-may-hold-port"),
                ),
                check(
                    message!("failure-check-converter"),
                    message!("failure-own-serial-port-may-be"),
                ),
            ],
        ),
        PortProblem::NotControllable => failure(
            message!("failure-converter-gives-no-control-port"),
            message!("failure-cause-not-controllable", port = name),
            [
                check(
                    message!("failure-use-tcp-in-place-rfc2217"),
                    message!("failure-raw-socket-converter-then-keeps"),
                ),
                check(
                    message!("failure-switch-rfc-2217-on-at"),
                    message!("failure-in-ser2net-accepter-telnet-rfc2217"),
                ),
            ],
        ),
        PortProblem::Settings { settings, reason } => failure(
            message!("failure-port-refuses-line-settings"),
            message!(
                "failure-cause-settings-refused",
                port = name,
                settings = settings.to_string(),
                reason = reason
            ),
            [
                check(
                    message!("failure-choose-another-speed"),
                    message!("failure-top-speed-or-start-speed"),
                ),
                match port {
                    PortChoice::Rfc2217(_) => check(
                        message!("failure-check-serial-server"),
                        message!("failure-own-settings-may-hold-speed"),
                    ),
                    _ => check(
                        message!("failure-install-adapter-driver"),
                        message!("failure-generic-driver-may-lack-speed"),
                    ),
                },
            ],
        ),
        PortProblem::Other { operation, reason } => failure(
            message!("failure-port-does-not-work"),
            message!(
                "failure-cause-port-other",
                port = name,
                operation = *operation,
                reason = reason
            ),
            [
                check(
                    message!("failure-unplug-head-plug-in-again"),
                    message!("failure-then-pick-port-anew"),
                ),
                check(
                    message!("failure-check-serial-port"),
                    message!("failure-printers-modems-have-ports-too"),
                ),
            ],
        ),
    }
}

fn no_permission(name: &str, group: Option<&str>) -> Failure {
    let remedy = match group {
        Some(group) if group != "root" => (
            message!("failure-add-to-group", group = group),
            message!("failure-add-to-group-how", group = group),
        ),
        _ => (
            message!("failure-install-udev-rule-for-head"),
            message!("failure-port-belongs-system-alone"),
        ),
    };
    Failure {
        headline: message!("failure-you-may-not-open-port"),
        cause: message!("failure-cause-port-forbidden", port = name),
        checks: vec![Check {
            title: remedy.0,
            detail: remedy.1,
        }],
        wider_attempt_helps: false,
    }
}

fn gone(name: &str, port: &PortChoice) -> Failure {
    let checks = match port {
        PortChoice::Tcp(_) | PortChoice::Rfc2217(_) => [
            check(
                message!("failure-check-converter"),
                message!("failure-closed-connection-or-lost-power"),
            ),
            check(
                message!("failure-close-other-connections"),
                message!("failure-many-converters-take-one-at-time"),
            ),
        ],
        _ => [
            check(
                message!("failure-plug-head-in-again"),
                message!("failure-port-appears-by-itself"),
            ),
            check(
                message!("failure-try-another-usb-socket-or"),
                message!("failure-loose-plug-looks-like"),
            ),
        ],
    };
    failure(
        message!("failure-port-gone"),
        message!("failure-cause-port-gone", port = name),
        checks,
    )
}

fn failure(headline: Message, cause: Message, checks: impl IntoIterator<Item = Check>) -> Failure {
    Failure {
        headline: told(headline),
        cause: told(cause),
        checks: checks.into_iter().collect(),
        wider_attempt_helps: false,
    }
}

fn check(title: Message, detail: Message) -> Check {
    Check {
        title: told(title),
        detail: told(detail),
    }
}

/// The longest piece of a sentence that is quoted from elsewhere, in characters: it may
/// be what a meter sent.
const LONGEST: usize = 400;

fn told(message: Message) -> Message {
    message.map_texts(&|text| brief(text, LONGEST).into_owned())
}

/// An error text of a lower layer as a sentence.
fn sentence(text: &str) -> Message {
    let mut chars = text.chars();
    let sentence = chars
        .next()
        .map(|first| format!("{}{}", first.to_uppercase(), chars.as_str()))
        .unwrap_or_default();
    message!("failure-said", sentence = sentence)
}
