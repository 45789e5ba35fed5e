//! A small client of egui's inspection protocol.

use std::io::{BufReader, Read};
use std::net::{SocketAddr, TcpStream};

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, accesskit::Role};
use egui_inspection::{
    PROTOCOL_MAGIC, PROTOCOL_VERSION, Request, Response, read_message, write_message,
};

/// Something in the window that has a text.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) text: String,
    pub(crate) is_button: bool,
    /// Its middle, if it has a place and can be used.
    pub(crate) middle: Option<Pos2>,
}

/// A connection to a window.
pub(crate) struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).unwrap();
        let mut reader = BufReader::new(stream);
        let mut hello = [0; 8];
        reader.read_exact(&mut hello).unwrap();
        assert_eq!(hello[..4], PROTOCOL_MAGIC);
        assert_eq!(hello[4..], PROTOCOL_VERSION.to_be_bytes());
        Client { reader }
    }

    fn ask(&mut self, request: &Request) -> Response {
        write_message(self.reader.get_ref(), request).unwrap();
        read_message(&mut self.reader).unwrap()
    }

    /// Everything in the window that has a text.
    pub(crate) fn elements(&mut self) -> Vec<Element> {
        let response = self.ask(&Request::GetTree);
        let Response::Tree {
            pixels_per_point,
            accesskit: Some(update),
            ..
        } = response
        else {
            panic!("no tree: {response:?}");
        };
        let mut elements = Vec::new();
        for (_, node) in &update.nodes {
            let is_usable = !node.is_disabled() && !node.is_hidden();
            let middle = node.bounds().filter(|_| is_usable).map(|bounds| {
                let (x, y) = ((bounds.x0 + bounds.x1) / 2.0, (bounds.y0 + bounds.y1) / 2.0);
                Pos2::new(x as f32, y as f32) / pixels_per_point
            });
            for text in [node.label(), node.value()].into_iter().flatten() {
                elements.push(Element {
                    text: text.to_owned(),
                    is_button: matches!(node.role(), Role::Button | Role::CheckBox),
                    middle,
                });
            }
        }
        elements
    }

    /// Clicks there as a mouse does. The press and the release go together: what the
    /// display's own mouse does in between would end the click.
    pub(crate) fn click(&mut self, at: Pos2) {
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        for events in [
            vec![Event::PointerMoved(at)],
            vec![button(true), button(false)],
        ] {
            self.apply(events);
        }
    }

    /// Presses a key and lets go of it.
    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            self.apply(vec![Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            }]);
        }
    }

    /// Types into what has the keyboard.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.apply(vec![Event::Text(text.to_owned())]);
    }

    fn apply(&mut self, events: Vec<Event>) {
        let response = self.ask(&Request::ApplyEvents { events });
        assert!(matches!(response, Response::Done), "{response:?}");
    }

    /// Waits until the window wants no further frame at once.
    pub(crate) fn settle(&mut self) {
        self.ask(&Request::Settle { max_steps: 50 });
    }

    /// A picture of the window, as PNG.
    pub(crate) fn screenshot(&mut self) -> Vec<u8> {
        let response = self.ask(&Request::GetScreenshot {
            pixels_per_point: None,
        });
        match response {
            Response::Screenshot(png) => png.bytes,
            other => panic!("no picture: {other:?}"),
        }
    }
}
