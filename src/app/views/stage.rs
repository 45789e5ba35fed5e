//! One view without the window around it: found by names, driven by clicks and keys,
//! its wishes kept.

use std::path::Path;
use std::time::Duration;

use eframe::egui::{Key, Modifiers, Rect, Ui, UiBuilder, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::app::action::Action;
use crate::app::model::{Model, Reading, Source};
use crate::app::settings::Settings;
use crate::app::theme;
use crate::archive::{Opened, open_bytes};
use crate::worker::PortChoice;

/// Draws a view as the window does.
pub(super) trait Staged: Default + 'static {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>);
}

/// A view with all it needs.
pub(super) struct Played<V> {
    pub view: V,
    pub model: Model,
    pub actions: Vec<Action>,
}

impl<V: Staged> eframe::App for Played<V> {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let place = ui.max_rect().shrink(16.0);
        let mut child = ui.new_child(UiBuilder::new().max_rect(place));
        child.spacing_mut().item_spacing = vec2(8.0, 16.0);
        let settings = Settings::default();
        self.view
            .draw(&mut child, &self.model, &settings, &mut self.actions);
    }
}

/// The stage and who looks at it.
pub(super) struct Stage<V: Staged> {
    pub harness: Harness<'static, Played<V>>,
}

pub(super) const USUAL: Vec2 = vec2(1064.0, 704.0);

impl<V: Staged> Stage<V> {
    pub(super) fn new(size: Vec2, model: Model) -> Stage<V> {
        let mut harness = Harness::builder()
            .with_size(size)
            .with_step_dt(0.02)
            .with_max_steps(60)
            .build_eframe(move |creation| {
                theme::install_fonts(&creation.egui_ctx);
                theme::install(&creation.egui_ctx, Settings::default().appearance);
                Played {
                    view: V::default(),
                    model,
                    actions: Vec::new(),
                }
            });
        harness.run();
        Stage { harness }
    }

    pub(super) fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.harness.run();
    }

    pub(super) fn double_click(&mut self, name: &str) {
        let rect = self.harness.get_by_label(name).rect();
        for _ in 0..2 {
            self.harness.hover_at(rect.center());
            self.harness.drag_at(rect.center());
            self.harness.drop_at(rect.center());
        }
        self.harness.run();
    }

    pub(super) fn press(&mut self, key: Key) {
        self.harness.key_press_modifiers(Modifiers::NONE, key);
        self.harness.run();
    }

    pub(super) fn type_text(&mut self, name: &str, text: &str) {
        let field = self.harness.get_by_label(name);
        field.focus();
        field.type_text(text);
        self.harness.run();
    }

    /// What was wished for since it was asked last.
    pub(super) fn wishes(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.harness.state_mut().actions)
    }

    pub(super) fn model(&mut self) -> &mut Model {
        &mut self.harness.state_mut().model
    }

    #[track_caller]
    pub(super) fn shows(&self, text: &str) {
        let found = self.harness.query_all_by_label_contains(text).count();
        assert!(found > 0, "{text:?} is not shown");
    }

    #[track_caller]
    pub(super) fn does_not_show(&self, text: &str) {
        let found = self.harness.query_all_by_label_contains(text).count();
        assert_eq!(found, 0, "{text:?} is shown");
    }

    /// The names of all rows that are drawn, from top to bottom.
    pub(super) fn rows(&self) -> Vec<String> {
        let mut rows: Vec<(f32, String)> = self
            .harness
            .root()
            .children_recursive()
            .filter(|node| node.accesskit_node().role() == eframe::egui::accesskit::Role::Row)
            .map(|node| {
                let name = node.accesskit_node().label().unwrap_or_default();
                (node.rect().top(), name)
            })
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }

    /// The place of what has this name.
    pub(super) fn place(&self, name: &str) -> Rect {
        self.harness.get_by_label(name).rect()
    }
}

/// A model that shows what a file with these bytes holds.
pub(super) fn model_of(telegram: &[u8]) -> Model {
    let mut model = Model::default();
    let readouts = open_bytes(telegram).unwrap();
    let opened = Opened {
        readouts,
        cut: false,
    };
    model.open(Path::new("/readouts/meter.iec"), opened);
    model
}

/// The same as if it had been read from a line.
pub(super) fn model_read(telegram: &[u8]) -> Model {
    let mut model = model_of(telegram);
    let reading = model.reading.take().unwrap();
    model.reading = Some(Reading {
        source: Source::Line(PortChoice::Serial("COM4".to_owned())),
        duration: Duration::from_millis(11_400),
        raw: telegram.to_vec().into(),
        ..reading
    });
    model
}
