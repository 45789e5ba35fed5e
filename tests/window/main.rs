//! The real window on a real display, driven by its labels: *Read meter* on a
//! simulated meter, and what the window then shows; and a change, from the search to
//! its review.
//!
//! Needs the feature `e2e`, which opens the inspection protocol of egui, and a
//! display; without one it says that it was skipped. Leaves `target/window.png`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod client;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use client::{Client, Element};
use eframe::egui::{Key, Modifiers};

/// The program with its window open; ends with the test.
struct Program {
    child: Child,
    client: Client,
    _data: tempfile::TempDir,
}

impl Program {
    /// Starts with nothing kept from earlier, and waits for the first frame.
    fn start(port: &str) -> Program {
        let data = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_flagport"))
            .args(["-v", "--port", port])
            .env("FLAGPORT_DATA", data.path())
            .env("EGUI_INSPECTION", address.to_string())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("first frame") {
            let count = stderr.read_line(&mut said).unwrap();
            assert!(count > 0, "the window did not open: {said}");
        }
        // Whoever stops reading would stop the program's journal.
        std::thread::spawn(move || std::io::copy(&mut stderr.by_ref(), &mut std::io::stdout()));
        Program {
            child,
            client: Client::connect(address),
            _data: data,
        }
    }

    /// Looks until `found` finds something in the window; more than `looks` looks
    /// fail the test, with what is shown.
    fn wait_for<T>(&mut self, what: &str, found: impl Fn(&[Element]) -> Option<T>) -> T {
        const LOOKS: usize = 300;
        let mut elements = Vec::new();
        for _ in 0..LOOKS {
            elements = self.client.elements();
            if let Some(found) = found(&elements) {
                return found;
            }
            self.client.settle();
        }
        let texts: Vec<&str> = elements.iter().map(|e| e.text.as_str()).collect();
        panic!("{what} is not shown, but {texts:?}");
    }

    /// Clicks on whatever has that text and can be used.
    fn click_any(&mut self, text: &str) {
        let at = self.wait_for(text, |elements| {
            let there = |element: &&Element| element.text == text && element.middle.is_some();
            elements.iter().find(there)?.middle
        });
        self.client.click(at);
    }

    fn click(&mut self, text: &str) {
        let at = self.wait_for(text, |elements| {
            let element = elements.iter().find(|e| e.is_button && e.text == text)?;
            element.middle
        });
        self.client.click(at);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn shows(elements: &[Element], text: &str) -> Option<()> {
    elements.iter().any(|e| e.text == text).then_some(())
}

const SKIPPED: &str = "skipped: there is no display; xvfb-run gives one";

fn has_display() -> bool {
    let names = ["DISPLAY", "WAYLAND_DISPLAY"];
    names.iter().any(|name| std::env::var_os(name).is_some())
}

#[test]
fn a_change_is_reviewed_by_its_very_command_in_the_real_window() {
    if !has_display() {
        println!("{SKIPPED}");
        return;
    }
    let mut program = Program::start("sim:lgz-zmd");
    program.click("Read meter");
    program.wait_for("Complete", |elements| shows(elements, "Complete"));
    program.client.press(Modifiers::COMMAND, Key::Num2);
    program.click("Read only");
    program.client.press(Modifiers::COMMAND, Key::F);
    program.client.settle();
    program.client.type_text("0.8.0");
    program.click_any("0.8.0 Measuring period of demand Not read");
    program.click("Edit the chosen register");
    program.wait_for("the choices", |elements| shows(elements, "30 min"));
    program.click_any("30 min");
    let shift = Modifiers::COMMAND | Modifiers::SHIFT;
    program.client.press(shift, Key::Enter);
    program.wait_for("the command", |elements| {
        shows(elements, "not read → 30 min, W5 0.8.0(30)(•••)")
    });
    program.wait_for("that nothing is sent", |elements| {
        shows(elements, "Review 1 change Nothing is sent yet")
    });
}

#[test]
fn a_simulated_meter_is_read_by_one_click() {
    if !has_display() {
        println!("{SKIPPED}");
        return;
    }
    let mut program = Program::start("sim:iskra-mt174");
    program.click("Read meter");
    program.wait_for("Complete", |elements| shows(elements, "Complete"));
    program.wait_for("the serial number", |elements| {
        shows(elements, "Serial number: 63355730")
    });
    program.wait_for("the button", |elements| shows(elements, "Read meter"));

    let picture = program.client.screenshot();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    std::fs::write(target.join("window.png"), &picture).unwrap();
    let pixels = image::load_from_memory(&picture).unwrap().into_rgb8();
    let colors: HashSet<[u8; 3]> = pixels.pixels().map(|pixel| pixel.0).collect();
    assert!(pixels.width() >= 1000 && pixels.height() >= 600);
    assert!(colors.len() > 50, "only {} colours", colors.len());
}
