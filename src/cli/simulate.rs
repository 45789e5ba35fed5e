//! `flagport simulate`: a simulated meter for other programs.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Zoned;

use super::Exit;
use super::args::{PaceChoice, PlaceArguments, SimulateArguments};
use super::terminal::{say, say_failure};
use crate::sim::serve::{ServePace, ServePlan, serve_tcp};

pub(super) fn run(arguments: &SimulateArguments) -> Exit {
    let plan = ServePlan {
        bus: arguments.meter.clone().with_faults(&arguments.fault),
        pace: match arguments.pace {
            PaceChoice::Line => ServePace::Line,
            PaceChoice::None => ServePace::None,
        },
        clock: Zoned::now().datetime(),
    };
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    if let Err(error) = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed)) {
        say(format!("Ctrl+C will end the program at once: {error}"));
    }
    serve(&arguments.meter.to_string(), &arguments.place, &plan, &stop)
}

fn serve(meter: &str, place: &PlaceArguments, plan: &ServePlan, stop: &AtomicBool) -> Exit {
    #[cfg(unix)]
    if let Some(link) = &place.pty {
        let ready = || say(format!("{meter} on {}; Ctrl+C ends it", link.display()));
        return match crate::sim::serve::serve_pty(link, plan, stop, ready) {
            Ok(()) => Exit::Done,
            Err(error) => {
                say_failure(error, "the name after --pty");
                Exit::Failed
            }
        };
    }
    let address = place.listen.as_deref().unwrap_or("");
    let served = TcpListener::bind(address).and_then(|listener| {
        let address = listener.local_addr()?;
        say(format!("{meter} on tcp://{address}; Ctrl+C ends it"));
        if !address.ip().is_loopback() {
            say("every computer in the network can read and set it");
        }
        serve_tcp(&listener, plan, stop)
    });
    match served {
        Ok(()) => Exit::Done,
        Err(error) => {
            say_failure(
                format!("{address} cannot be listened on: {error}"),
                "whether another program has this port",
            );
            Exit::Failed
        }
    }
}
