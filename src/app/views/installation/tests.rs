//! The page as it is seen and used.

use eframe::egui::Ui;

use super::*;
use crate::app::views::stage::{Stage, Staged, USUAL, model_of};
use crate::installation::Flow;

impl Staged for InstallationView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
        self.ui(ui, model, settings, actions);
    }
}

/// L2 reversed, L3 without load.
const REVERSED: &[u8] = b"/LGZ5\\2ZMD3104107.B32\r\n\r\n\
    32.7(231.4*V)\r\n52.7(230.9*V)\r\n72.7(232.1*V)\r\n\
    31.7(4.82*A)\r\n51.7(5.10*A)\r\n71.7(0.00*A)\r\n\
    81.7.1(120*Deg)\r\n81.7.2(240*Deg)\r\n81.7.4(18.0*Deg)\r\n81.7.15(196.0*Deg)\r\n\
    21.7.0(1.061*kW)\r\n41.7.0(-1.132*kW)\r\n61.7.0(0.000*kW)\r\n16.7.0(-0.071*kW)\r\n\
    14.7(50.01*Hz)\r\n!\r\n";

fn stage(telegram: &[u8]) -> Stage<InstallationView> {
    Stage::new(USUAL, model_of(telegram))
}

#[test]
fn without_values_it_is_told_what_gets_them() {
    let stage = Stage::<InstallationView>::new(USUAL, Model::default());
    stage.shows("The phasor diagram will be here");
    let stage = self::stage(b"/LGZ5\\2ZMD3104107.B32\r\n\r\n1.8.0(1*kWh)\r\n!\r\n");
    stage.shows("The readout holds no voltages and currents");
}

#[test]
fn the_worst_is_told_first_and_every_phase_has_its_verdict() {
    let mut stage = stage(REVERSED);
    stage.shows("L2: current reversed, or this phase feeds in");
    stage.shows("Current reversed, or this phase feeds in");
    stage.shows("Not checked: no load");
    stage.shows("Import, inductive, current 18° behind its voltage");
    stage.shows("Phasor diagram: L1 current 18° behind its voltage");
    stage.shows("16.7.0 -0.071 kW");
    stage.click("Power flows now: From the grid");
    let wishes = stage.wishes();
    let [Action::TellCircumstances(told)] = wishes.as_slice() else {
        panic!("{wishes:?}");
    };
    assert_eq!(told.flow, Flow::Import);
    let told = *told;
    stage.model().set_circumstances(told);
    stage.harness.run();
    stage.shows("L2: current reversed");
    stage.does_not_show("feeds in");
    stage.shows("The check is incomplete as well: L3 carries no load");
}

#[test]
fn values_are_shown_as_they_were_sent() {
    let stage = stage(REVERSED);
    for text in [
        "231.4 V",
        "4.82 A",
        "18.0°",
        "1.061 kW",
        "-1.132 kW",
        "50.01 Hz",
    ] {
        stage.shows(text);
    }
}

#[test]
fn why_reading_again_failed_is_told_above_what_was_read_before() {
    use crate::app::model::Verdict;
    use crate::worker::{Event, Failure, JobId, Outcome, PortChoice};
    let mut stage = stage(REVERSED);
    let port = PortChoice::Serial("COM4".to_owned());
    let model = stage.model();
    model.job_sent(JobId(7), port);
    let failure = Failure {
        headline: crate::message!("failure-meter-does-not-answer"),
        cause: crate::message!("failure-cause-no-answer", requests = 3),
        checks: Vec::new(),
        wider_attempt_helps: false,
    };
    let outcome = Outcome::Failed(failure.clone());
    let id = JobId(7);
    model.apply(Event::JobFinished { id, outcome }, &jiff::Zoned::now());
    assert!(matches!(
        &model.session,
        Session::Ended(ended) if ended.verdict == Verdict::Failed(failure)
    ));
    stage.harness.run();
    stage.shows("The meter does not answer");
    stage.shows("L2: current reversed");
}
