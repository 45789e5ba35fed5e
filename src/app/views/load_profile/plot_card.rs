//! The card with the plot: which lines, how much of them, and the lines themselves.

use eframe::egui::{
    Align, Id, Layout, Popup, PopupCloseBehavior, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use rust_decimal::Decimal;

use super::prepared::{How, Prepared};
use super::words;
use crate::app::model::ShownLoadProfile;
use crate::app::plot::chart::{self, ChartInput, ChartState, Shown};
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::widgets::{Button, card_with_controls, check_box, drop_down, paint, segments};
use crate::language::number;
use crate::meter::LoadProfile;
use crate::meter::load_profile::{Channel, ChannelKind, Shown as As, Stretch, View};
use crate::say;

/// What is chosen of the plot.
#[derive(Debug, Default)]
pub(super) struct PlotCard {
    pub(super) chart: ChartState,
    /// The channels by their codes, and whether each is drawn.
    lines: Vec<(String, bool)>,
    bars: bool,
    shown_as: As,
    /// What these channels are looked at as unless something else is chosen.
    usual: As,
    stretch: Option<Stretch>,
    /// Whether values are multiplied by the ratio of the transformers.
    primary: bool,
    /// That ratio, where a readout tells it.
    factor: Option<Decimal>,
}

impl PlotCard {
    /// Takes over the channels of `profile`; what was chosen of the same stays.
    pub(super) fn take_over(&mut self, profile: &LoadProfile) {
        let same = self.lines.len() == profile.channels.len()
            && self
                .lines
                .iter()
                .zip(&profile.channels)
                .all(|((code, _), channel)| *code == channel.code);
        if same {
            return;
        }
        let first = |index: usize| index < 2;
        let lines = profile.channels.iter().enumerate().map(|(index, channel)| {
            let known = self.lines.iter().find(|(code, _)| *code == channel.code);
            let on = known.map_or(first(index), |(_, on)| *on);
            (channel.code.clone(), on)
        });
        self.lines = lines.collect();
        if self.lines.iter().all(|(_, on)| !on)
            && let Some((_, on)) = self.lines.first_mut()
        {
            *on = true;
        }
        let usual = usual(profile, &self.shown());
        if self.shown_as == self.usual {
            self.shown_as = usual;
        }
        self.usual = usual;
    }

    /// The numbers of the channels that are drawn.
    pub(super) fn shown(&self) -> Vec<usize> {
        let on = self.lines.iter().enumerate().filter(|(_, (_, on))| *on);
        on.map(|(index, _)| index).collect()
    }

    /// Takes over the ratio of the transformers.
    pub(super) fn take_factor(&mut self, factor: Option<Decimal>) {
        self.factor = factor.filter(|factor| *factor != Decimal::ONE);
    }

    /// How values are looked at.
    pub(super) fn how(&self) -> How {
        How {
            view: View {
                as_: self.shown_as,
                factor: self.factor.filter(|_| self.primary),
            },
            stretch: self.stretch,
            lines: self.shown(),
        }
    }

    /// Whether bars are drawn.
    pub(super) fn bars(&self) -> bool {
        self.bars
    }

    /// Draws the card so that the plot in it fills `height`.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        height: f32,
        shown: &ShownLoadProfile,
        prepared: &Prepared,
    ) {
        card_with_controls(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let top = ui.cursor().top();
            self.head(ui, shown, prepared);
            let used = ui.cursor().top() - top;
            self.plot(ui, (height - used - 18.0).max(180.0), shown, prepared);
        });
    }

    /// The lines to switch on and off, and what is in view.
    fn head(&mut self, ui: &mut Ui, shown: &ShownLoadProfile, prepared: &Prepared) {
        let span = prepared.drawn().span;
        let width = ui.available_width();
        let top = ui.cursor().min;
        let channels = &shown.profile.channels;
        let wide = |channel: &Channel| switch_width(ui, channel, self.shown_as) + 20.0;
        let all = channels.iter().map(wide).sum::<f32>();
        let on = self.lines.iter().zip(channels).filter(|((_, on), _)| *on);
        let some = 168.0 + on.map(|(_, channel)| wide(channel)).sum::<f32>();
        let need = some.min(all);
        // The tools are laid out first to know their width, and drawn where they belong.
        let bar = Rect::from_min_size(top, vec2(width, size::CONTROL));
        let layout = Layout::right_to_left(Align::Center);
        let mut tools = ui.new_child(UiBuilder::new().max_rect(bar).layout(layout));
        tools.spacing_mut().item_spacing.x = 0.0;
        self.tools(&mut tools, &shown.profile, span, need);
        let mut rest = bar;
        rest.max.x = tools.min_rect().left() - 16.0;
        let mut left = ui.new_child(UiBuilder::new().id_salt("lines").max_rect(rest));
        left.spacing_mut().item_spacing = vec2(20.0, 0.0);
        let fits = all <= rest.width() + 20.0;
        left.horizontal_wrapped(|ui| {
            if !fits {
                self.choose_lines(ui, channels);
            }
            for (index, channel) in channels.iter().enumerate() {
                if let Some((_, on)) = self.lines.get_mut(index)
                    && (fits || *on)
                {
                    switch(ui, index, channel, self.shown_as, on);
                }
            }
        });
        let used = left.min_rect().height().max(size::CONTROL);
        ui.allocate_space(vec2(width, used));
    }

    /// The lines as a menu, where there is no room for all of them.
    fn choose_lines(&mut self, ui: &mut Ui, channels: &[Channel]) {
        let menu = Id::unique("lines of the load profile");
        let open = Popup::is_id_open(ui.ctx(), menu);
        let words = say!(
            "load-lines-of",
            count = self.shown().len(),
            all = channels.len()
        );
        let response = drop_down(ui, say!("load-choose-lines"), &words, 148.0, open);
        Popup::menu(&response)
            .id(menu)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.set_width(400.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                let height = (ui.ctx().content_rect().height() - 260.0).max(160.0);
                ScrollArea::vertical().max_height(height).show(ui, |ui| {
                    for (index, channel) in channels.iter().enumerate() {
                        if let Some((_, on)) = self.lines.get_mut(index) {
                            choice(ui, index, channel, self.shown_as, on);
                        }
                    }
                });
            });
    }

    fn tools(&mut self, ui: &mut Ui, profile: &LoadProfile, span: (i64, i64), need: f32) {
        let c = theme::colors(ui);
        let how = ui.add(Button::square(
            icon::SLIDERS_HORIZONTAL,
            say!("load-how-drawn"),
        ));
        Popup::menu(&how)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                self.how_menu(ui, profile);
            });
        let all = self.chart.view.is_none() && self.chart.values == (0.0, 1.0);
        let off = all.then_some(say!("load-all-shown"));
        let reset = Button::square(icon::ARROW_COUNTER_CLOCKWISE, say!("load-show-all")).off(off);
        if ui.add(reset).clicked() {
            self.chart.reset();
        }
        if ui
            .add(Button::square(icon::PLUS, say!("load-zoom-in")))
            .clicked()
        {
            self.chart.zoom(span, 0.5, 0.5);
        }
        let off = self.chart.view.is_none().then_some(say!("load-all-shown"));
        if ui
            .add(Button::square(icon::MINUS, say!("load-zoom-out")).off(off))
            .clicked()
        {
            self.chart.zoom(span, 2.0, 0.5);
        }
        if self.usual != As::AsSent {
            let other = if self.shown_as == As::AsSent {
                self.usual
            } else {
                As::AsSent
            };
            let label = words::of_form(other);
            let name = say!("load-show-values", form = label);
            if ui.add(Button::quiet(label).name(&name)).clicked() {
                self.shown_as = other;
            }
        }
        ui.add_space(8.0);
        // As much as there is room for beside the lines.
        let days = words::days_shown(self.chart.in_view(span), span);
        let how = words::how(&self.how());
        // Lines that have no room at all wrap anyway.
        const MOST: f32 = 0.8;
        let means = self.chart.means;
        let means = means.map(|means| words::means_by(means).to_owned());
        let mut parts: Vec<String> = [Some(how).filter(|how| !how.is_empty()), means]
            .into_iter()
            .flatten()
            .collect();
        let room = ui.available_width() - need;
        while !parts.is_empty() {
            let words = format!("{} · {days}", parts.join(" · "));
            if paint::width(ui, Text::Body, &words) <= room {
                break;
            }
            parts.pop();
        }
        parts.push(days);
        let words = parts.join(" · ");
        if paint::width(ui, Text::Body, &words) > room && need <= MOST * ui.max_rect().width() {
            return;
        }
        let label = ui.label(Text::Body.rich(words).color(c.text2));
        if let Some(means) = self.chart.means {
            label.on_hover_text(words::of_means(means));
        }
    }

    fn how_menu(&mut self, ui: &mut Ui, profile: &LoadProfile) {
        let c = theme::colors(ui);
        let caption = |ui: &mut Ui, words: &str| {
            ui.label(Text::Caption.rich(words).color(c.text2));
        };
        caption(ui, say!("load-draw"));
        let forms = [(false, say!("load-steps")), (true, say!("load-bars"))];
        segments(ui, say!("load-draw"), &mut self.bars, &forms);
        caption(ui, say!("load-one-for-each"));
        let stretches = [
            (None, say!("load-interval")),
            (Some(Stretch::Day), say!("load-day")),
            (Some(Stretch::Week), say!("load-week")),
            (Some(Stretch::Month), say!("load-month")),
        ];
        if segments(ui, say!("load-one-for-each"), &mut self.stretch, &stretches) {
            self.chart.reset();
        }
        let can = |shown: As| {
            let mut channels = profile.channels.iter();
            channels.any(|channel| channel.can_show(shown))
        };
        if can(As::Power) || can(As::Energy) {
            caption(ui, say!("load-values"));
            let forms = [As::AsSent, As::Power, As::Energy];
            let forms = forms.map(|form| (form, words::of_form(form)));
            segments(ui, say!("load-values"), &mut self.shown_as, &forms);
        }
        if profile.channels.iter().any(Channel::has_primary_values) {
            caption(ui, say!("load-transformers"));
            match self.factor {
                Some(factor) => {
                    let label = say!(
                        "load-primary",
                        factor = number::decimal(&factor.to_string())
                    );
                    check_box(ui, &mut self.primary, &label);
                }
                None => {
                    let words = say!("load-no-ratio");
                    ui.label(Text::Small.rich(words).color(c.text2));
                }
            }
        }
    }

    fn plot(&mut self, ui: &mut Ui, height: f32, shown: &ShownLoadProfile, prepared: &Prepared) {
        let numbers = self.shown();
        let how = self.how();
        let profile = &shown.profile;
        let plotted = prepared.drawn();
        let lines: Vec<Shown<'_>> = numbers
            .iter()
            .filter_map(|line| {
                Some(Shown {
                    line: *line,
                    series: *line,
                    unit: plotted.units.get(*line)?,
                })
            })
            .collect();
        let view = self.chart.in_view(plotted.span);
        let name = words::of_plot(shown, plotted, &numbers, view);
        let told = |index: usize| match (&prepared.summed, how.stretch) {
            (Some((_, summed)), Some(stretch)) => {
                words::of_part(profile, &shown.axis, summed, index, stretch, &how)
            }
            _ => {
                let interval = plotted.timeline.interval(index).unwrap_or_default();
                let entry = plotted.entries.get(index).copied().unwrap_or(u32::MAX);
                words::of_entry(profile, &shown.axis, entry, interval, &how)
            }
        };
        let input = ChartInput {
            name: &name,
            data: plotted,
            axis: &shown.axis,
            shown: &lines,
            bars: self.bars,
            events: &prepared.events,
            told: &told,
            height,
        };
        chart::chart(ui, &mut self.chart, &input);
    }
}

/// Readings of a register only ever grow: what was drawn in between says more.
fn usual(profile: &LoadProfile, shown: &[usize]) -> As {
    let mut channels = shown.iter().filter_map(|line| profile.channels.get(*line));
    let grows =
        |channel: &Channel| channel.kind == ChannelKind::Register && channel.can_show(As::Energy);
    match !shown.is_empty() && channels.all(grows) {
        true => As::Energy,
        false => As::AsSent,
    }
}

fn switch_width(ui: &Ui, channel: &Channel, shown: As) -> f32 {
    let code = paint::width(ui, Text::Mono, words::short_code(channel));
    let name = paint::width(ui, Text::Body, &words::channel(channel, shown));
    52.0 + code + 8.0 + name
}

/// A line that can be switched off where it stands.
fn switch(ui: &mut Ui, series: usize, channel: &Channel, shown: As, on: &mut bool) {
    let verb = say!("load-line");
    line(ui, series, channel, shown, on, verb);
}

/// A line in the menu of all of them.
fn choice(ui: &mut Ui, series: usize, channel: &Channel, shown: As, on: &mut bool) {
    line(ui, series, channel, shown, on, say!("load-choose-line"));
}

/// A check box with a piece of the line, the code and the name of a channel.
fn line(ui: &mut Ui, series: usize, channel: &Channel, shown: As, on: &mut bool, verb: &str) {
    let c = theme::colors(ui);
    let code = words::short_code(channel);
    let name = words::channel(channel, shown);
    let room = (ui.available_width() - 4.0).max(240.0);
    let width = switch_width(ui, channel, shown).min(room);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if response.clicked() {
        *on = !*on;
    }
    let label = format!("{verb} {code} {name}");
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *on, &label));
    let middle = rect.center().y;
    let mark = Rect::from_center_size(pos2(rect.left() + 8.0, middle), vec2(14.0, 14.0));
    if *on {
        ui.painter().rect_filled(mark, 3, c.accent);
        let at = mark.center();
        paint::icon(
            ui.painter(),
            at,
            icon::CHECK,
            IconWeight::Bold,
            12.0,
            c.on_accent,
        );
    } else {
        let fill = if response.hovered() {
            c.select
        } else {
            c.surface
        };
        let edge = Stroke::new(c.control_width(), c.control);
        ui.painter().rect(mark, 3, fill, edge, StrokeKind::Inside);
    }
    paint::focus_ring(ui, &response, rect.shrink2(vec2(-2.0, 6.0)), c);
    chart::sample(ui, rect.left() + 24.0, middle, series);
    let at = rect.left() + 52.0;
    let end = paint::line(ui, at, middle, Text::Mono, c.text, code) + 8.0;
    let right = rect.right();
    if paint::line_cut(ui, end, right, middle, Text::Body, c.text, &name) {
        response.on_hover_text(name);
    }
}
