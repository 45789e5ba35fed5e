//! Registers in the whole window: staging, the review, a write under way.

use super::*;
use crate::worker::{Change, Task};

/// A meter that was read, and one change staged for it.
fn staged_window(size: Vec2) -> Window {
    let mut window = window(size, ready());
    let id = window.start_reading();
    let outcome = Outcome::Done(summary());
    window.tell(Event::JobFinished { id, outcome });
    window.press(Modifiers::COMMAND, Key::Num2);
    let profile = window.harness.state().model.profile(None).unwrap();
    let register = profile.register("0.8.4").unwrap().clone();
    let change = Change {
        register: Arc::new(register),
        wanted: "15".to_owned(),
        shown: Some("60".to_owned()),
    };
    let staged = crate::app::model::Staged {
        change,
        reason: None,
    };
    let ctx = window.harness.ctx.clone();
    let wishes = vec![
        crate::app::Action::Stage(vec![staged]),
        crate::app::Action::AllowWriting(true),
    ];
    window.harness.state_mut().perform(&ctx, wishes);
    window.harness.run();
    window
}

/// The same in its review, written.
fn writing_window() -> (Window, JobId) {
    let mut window = staged_window(USUAL);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    let field = window.harness.get_by_label("Password, level 1");
    field.focus();
    field.type_text("00000000");
    window.harness.run();
    window.press(Modifiers::COMMAND, Key::Enter);
    let id = window.harness.state().model.running().unwrap().id;
    (window, id)
}

#[test]
fn a_staged_change_is_told_everywhere_and_one_key_reviews_it() {
    let mut window = staged_window(USUAL);
    window.shows("Staged changes: 1 change staged");
    window.every_control_has_a_name_of_its_own("Registers");
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    window.shows("Write 1 change");
    window.every_control_has_a_name_of_its_own("the review");
    window.press(Modifiers::NONE, Key::Escape);
    window.does_not_show("Write 1 change");
    window.press(Modifiers::COMMAND, Key::Z);
    window.shows("Nothing staged");
}

#[test]
fn registers_and_their_review_fit_into_every_window() {
    for size in [
        vec2(1024.0, 640.0),
        USUAL,
        vec2(1920.0, 1080.0),
        vec2(1280.0 / 1.5, 800.0 / 1.5),
    ] {
        let mut window = staged_window(size);
        for reviewing in [false, true] {
            if reviewing {
                window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
                window.shows("Write 1 change");
            }
            let whole = Rect::from_min_size(Pos2::ZERO, size).expand(0.5);
            for node in window.harness.root().children_recursive() {
                let role = node.accesskit_node().role();
                let name = node.accesskit_node().label();
                let controls = [Role::Button, Role::CheckBox, Role::PasswordInput];
                if controls.contains(&role) {
                    let rect = node.rect();
                    assert!(
                        whole.contains_rect(rect),
                        "{name:?} at {rect:?} in {size:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_write_is_sent_once_with_what_the_review_showed() {
    let (window, _) = writing_window();
    let commands = window.line.commands.borrow();
    let plans: Vec<_> = commands
        .iter()
        .filter_map(|command| match command {
            Command::Programme { plan, .. } => Some(plan),
            _ => None,
        })
        .collect();
    assert_eq!(plans.len(), 1);
    assert!(!plans[0].permission.read_only);
    assert!(matches!(
        &plans[0].task,
        Task::Set { changes, stop_at_first_failure: true } if changes.len() == 1
    ));
    let password = &plans[0].credentials[0].password;
    assert_eq!(password.reveal(), "00000000");
}

#[test]
fn while_a_write_is_not_read_back_cancel_and_closing_wait() {
    let (mut window, id) = writing_window();
    window.tell(Event::CancelDeferred { id, deferred: true });
    window.shows("Cancel after this write");
    let viewports = &mut window.harness.input_mut().viewports;
    let viewport = viewports.get_mut(&ViewportId::ROOT).unwrap();
    viewport.events.push(ViewportEvent::Close);
    window.harness.step();
    let viewports = &mut window.harness.input_mut().viewports;
    viewports.get_mut(&ViewportId::ROOT).unwrap().events.clear();
    window.harness.run();
    window.shows("Write is still under way");
    window.click("Keep writing");
    window.does_not_show("Write is still under way");
    window.tell(Event::CancelDeferred {
        id,
        deferred: false,
    });
    window.does_not_show("Cancel after this write");
}
