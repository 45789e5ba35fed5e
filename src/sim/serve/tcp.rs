//! A simulated meter behind a raw TCP socket, as behind a converter.

use std::io::{self, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Endpoint, Memories, SLICE, ServePlan};
use crate::transport::tcp::read_within;

/// A client that takes nothing for so long is gone.
const WRITE_LIMIT: Duration = Duration::from_secs(10);

/// Serves the planned meter to everyone who connects, until `stop` is set (felt
/// within 50 ms). Each client has a line of its own, and the speed of its port is
/// always right, as behind a converter that follows the meter. A line that goes dead
/// is closed; the client may connect again.
pub fn serve_tcp(listener: &TcpListener, plan: &ServePlan, stop: &AtomicBool) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let since = Instant::now();
    let memories = Memories::of(&plan.bus);
    let memories = &memories;
    thread::scope(|scope| {
        while !stop.load(Ordering::Relaxed) {
            match listener.accept() {
                Ok((stream, peer)) => {
                    log::info!("{peer} connected");
                    let serve = move || match serve_client(stream, plan, memories, since, stop) {
                        Ok(()) => log::info!("{peer} left"),
                        Err(error) => log::info!("{peer} is gone: {error}"),
                    };
                    thread::Builder::new()
                        .name(format!("meter for {peer}"))
                        .spawn_scoped(scope, serve)?;
                }
                Err(error) if is_no_news(&error) => thread::sleep(SLICE / 5),
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    })
}

fn serve_client(
    mut stream: TcpStream,
    plan: &ServePlan,
    memories: &Memories,
    since: Instant,
    stop: &AtomicBool,
) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(WRITE_LIMIT))?;
    let mut endpoint = Endpoint::new(plan, memories, since.elapsed(), None);
    let mut buffer = [0; 1024];
    while !stop.load(Ordering::Relaxed) {
        stream.write_all(&endpoint.run())?;
        if endpoint.is_dead() {
            return Ok(());
        }
        match read_within(&mut stream, &mut buffer, endpoint.idle()) {
            Ok(0) => return Ok(()),
            Ok(count) => endpoint.receive(buffer.get(..count).unwrap_or_default(), None),
            Err(error) if is_no_news(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_no_news(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::super::bench::{CLOCK, data_message};
    use super::super::super::{Bus, Fault, Faults, Station, catalog};
    use super::super::ServePace;
    use super::*;

    /// Runs `client` with the address of the meter `name`.
    fn with_served(name: &str, faults: Faults, client: impl FnOnce(std::net::SocketAddr)) {
        let plan = ServePlan {
            bus: Bus::of(Station::new(*catalog::find(name).unwrap()).with_faults(faults)),
            pace: ServePace::None,
            clock: CLOCK,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let server = scope.spawn(|| serve_tcp(&listener, &plan, &stop));
            client(listener.local_addr().unwrap());
            stop.store(true, Ordering::Relaxed);
            server.join().unwrap().unwrap();
        });
    }

    fn ask(stream: &mut TcpStream, question: &[u8], end: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        stream.write_all(question).unwrap();
        let mut heard = Vec::new();
        let mut byte = [0];
        while !end(&heard) {
            stream.read_exact(&mut byte).unwrap();
            heard.push(byte[0]);
        }
        heard
    }

    fn is_framed(heard: &[u8]) -> bool {
        heard.len() > 1 && heard[heard.len() - 2] == 3
    }

    #[test]
    fn clients_at_the_same_time_have_meters_of_their_own() {
        with_served("iskra-mt174", Faults::default(), |address| {
            let mut clients = [0, 1, 2].map(|_| TcpStream::connect(address).unwrap());
            for client in &mut clients {
                let line = ask(client, b"/?!\r\n", |heard| heard.ends_with(b"\n"));
                assert_eq!(line, b"/ISk5MT174-0001\r\n");
            }
            for client in &mut clients {
                let block = ask(client, b"\x06050\r\n", is_framed);
                assert_eq!(data_message(&block).unwrap().check.is_ok(), Some(true));
            }
        });
    }

    #[test]
    fn programming_mode_works_as_on_a_line() {
        with_served("energomera-ce102m", Faults::default(), |address| {
            let mut client = TcpStream::connect(address).unwrap();
            ask(&mut client, b"/?!\r\n", |heard| heard.ends_with(b"\n"));
            let operand = ask(&mut client, b"\x06051\r\n", is_framed);
            assert_eq!(operand, b"\x01P0\x02(www.energomera.ru)\x03#");
            let answer = ask(&mut client, b"\x01R1\x02SNUMB()\x03^", is_framed);
            assert_eq!(answer, b"\x02SNUMB(010748065001474)\r\n\x03o");
        });
    }

    /// Into programming mode, and a command there.
    fn command(client: &mut TcpStream, text: &[u8], answered: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        ask(client, b"/?!\r\n", |heard| heard.ends_with(b"\n"));
        ask(client, b"\x06051\r\n", is_framed);
        let mut bytes = vec![1];
        bytes.extend(text);
        bytes.push(crate::codec::block_check::xor(text));
        ask(client, &bytes, answered)
    }

    const WRITE: &[u8] = b"W5\x020.8.0(15)(00000000)\x03";
    const READ: &[u8] = b"R5\x020.8.0()\x03";

    #[test]
    fn what_one_client_writes_the_next_one_reads() {
        with_served("lgz-zmd", Faults::default(), |address| {
            let mut client = TcpStream::connect(address).unwrap();
            let answer = command(&mut client, WRITE, |heard| heard.len() == 1);
            assert_eq!(answer, b"\x06");
            let mut next = TcpStream::connect(address).unwrap();
            let answer = command(&mut next, READ, is_framed);
            assert!(answer.starts_with(b"\x020.8.0(15*min)\x03"));
        });
    }

    #[test]
    fn a_line_that_dies_is_closed_and_the_client_may_come_again() {
        let faults = Faults::only(Fault::DiesAfterWrite);
        with_served("lgz-zmd", faults, |address| {
            let mut client = TcpStream::connect(address).unwrap();
            command(&mut client, WRITE, |_| true);
            assert!(
                !matches!(client.read(&mut [0]), Ok(1..)),
                "no acknowledgement"
            );
            let mut next = TcpStream::connect(address).unwrap();
            let answer = command(&mut next, READ, is_framed);
            assert!(answer.starts_with(b"\x020.8.0(15*min)\x03"));
        });
    }

    #[test]
    fn a_flood_of_garbage_can_be_stopped() {
        with_served("lgz-zmd", Faults::only(Fault::Garbage), |address| {
            let mut client = TcpStream::connect(address).unwrap();
            let heard = ask(&mut client, b"/?!\r\n", |heard| heard.len() >= 10_000);
            assert!(heard.iter().any(|byte| byte.is_ascii_control()));
        });
    }
}
