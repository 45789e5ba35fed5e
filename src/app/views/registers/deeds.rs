//! What can be done with a register.

use std::sync::Arc;

use super::editor::Editor;
use super::rows::Row;
use super::table::Wish;
use super::{RegistersView, value, words};
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::text;
use crate::order::Order;
use crate::profile::Profile;
use crate::say;

impl RegistersView {
    /// Does what is wished for with a row.
    pub(super) fn grant(
        &mut self,
        row: &Row,
        wish: Wish,
        profile: Option<&Profile>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let register = &row.register;
        let is_writable = register.write_level().is_some();
        let is_unread = row.value.is_none() && register.is_readable() && row.staged.is_none();
        let can_read = why_no_reading(profile, model.running().is_some(), false).is_none();
        let copy = |text: String, what: &str| Action::Copy {
            text,
            what: what.to_owned(),
        };
        match wish {
            Wish::Open if is_unread && can_read => {
                self.read(vec![Arc::clone(register)], profile, model, actions);
            }
            Wish::Open | Wish::Edit if is_writable => {
                self.table.choose(&register.address);
                self.editor = Some(Editor::of(row));
            }
            Wish::Open | Wish::Edit => {}
            Wish::Read if can_read => {
                self.read(vec![Arc::clone(register)], profile, model, actions);
            }
            Wish::Read => {}
            Wish::Unstage => actions.push(Action::Unstage(register.address.clone())),
            Wish::CopyValue => {
                let text = row.value.as_ref().map(|(_, shown)| value::in_words(shown));
                actions.push(copy(text.unwrap_or_default(), say!("registers-the-value")));
            }
            Wish::CopyRow => {
                let mut parts = vec![
                    register.address.clone(),
                    text::register_name(&register.name).into_owned(),
                ];
                for value in [&row.value, &row.staged] {
                    let text = value.as_ref().map(|(_, shown)| value::in_words(shown));
                    parts.push(text.unwrap_or_default());
                }
                parts.push(row.state.word().to_owned());
                actions.push(copy(parts.join("\t"), say!("registers-the-row")));
            }
            Wish::CopyCommand => {
                if let Some(profile) = profile {
                    let order = Order::read(profile, register);
                    actions.push(copy(order.to_string(), say!("registers-the-command")));
                }
            }
        }
    }
}

/// What can be done with a row.
pub(super) fn deeds(row: &Row, busy: bool) -> Vec<(Wish, &'static str)> {
    let mut deeds = Vec::new();
    if row.register.write_level().is_some() {
        deeds.push((Wish::Edit, say!("registers-edit-value")));
    }
    if row.register.is_readable() && !busy {
        deeds.push((Wish::Read, say!("registers-read-this")));
    }
    if row.staged.is_some() {
        deeds.push((Wish::Unstage, say!("registers-unstage")));
    }
    if row.value.is_some() {
        deeds.push((Wish::CopyValue, say!("registers-copy-value")));
    }
    deeds.push((Wish::CopyRow, say!("registers-copy-row")));
    deeds.push((Wish::CopyCommand, say!("registers-copy-command")));
    deeds
}

/// Why nothing can be read in programming mode; `None` if it can.
pub(super) fn why_no_reading(
    profile: Option<&Profile>,
    busy: bool,
    nothing: bool,
) -> Option<String> {
    match profile {
        _ if busy => Some(say!("registers-session-ended").to_owned()),
        None => Some(say!("registers-read-first").to_owned()),
        Some(profile) if profile.programming.is_none() => Some(words::no_programming(profile)),
        Some(_) if nothing => Some(say!("registers-nothing-readable").to_owned()),
        Some(_) => None,
    }
}
