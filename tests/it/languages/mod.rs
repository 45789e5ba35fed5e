//! No text of the window is missing, left over or said differently than it is asked for.

mod files;
mod literals;
mod sources;

use std::collections::BTreeSet;

use files::{TextOf, file_names, texts};
use flagport::language::{Language, Words};
use sources::asked;

fn complain(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// English and German words that are the same, each a word of the trade or of all languages.
const SAME: &[&str] = &[
    "$read · $count in $time · $check",
    "April",
    "August",
    "Firmware",
    "Fr",
    "Mo",
    "Name",
    "November",
    "Register",
    "Register $code",
    "Sa",
    "September",
    "Status",
    "System",
];

#[test]
fn the_files_of_all_languages_can_be_read() {
    for language in Language::ALL {
        let read = texts(language);
        complain(read.damage);
    }
}

#[test]
fn every_text_that_is_asked_for_stands_in_both_complete_languages() {
    let mut complaints = Vec::new();
    for language in [Language::English, Language::German] {
        let there = texts(language).all;
        for question in asked() {
            let place = &question.place;
            match there.get(&question.id) {
                None => complaints.push(format!(
                    "{place}: {} is not in {}",
                    question.id,
                    language.tag()
                )),
                Some(text) if text.arguments != question.arguments => complaints.push(format!(
                    "{place}: {} is given {:?}, in {} it takes {:?}",
                    question.id,
                    question.arguments,
                    language.tag(),
                    text.arguments
                )),
                Some(_) => {}
            }
        }
    }
    complain(complaints);
}

#[test]
fn every_text_in_the_files_is_asked_for() {
    let asked: BTreeSet<String> = asked().into_iter().map(|question| question.id).collect();
    let mut complaints = Vec::new();
    for language in Language::ALL {
        for id in texts(language).all.keys() {
            if !asked.contains(id) {
                complaints.push(format!("{}: nobody says {id}", language.tag()));
            }
        }
    }
    complain(complaints);
}

#[test]
fn every_language_says_what_english_says_with_the_same_arguments() {
    let english = texts(Language::English).all;
    let mut complaints = Vec::new();
    for language in Language::ALL {
        let tag = language.tag();
        let there = texts(language).all;
        for (id, text) in &there {
            match english.get(id) {
                None => complaints.push(format!("{tag}: {id} is not in English")),
                Some(first) if first.arguments != text.arguments => {
                    complaints.push(format!("{tag}: {id} takes other arguments"));
                }
                Some(first) if first.part != text.part => {
                    complaints.push(format!("{tag}: {id} stands in another file"));
                }
                Some(_) => {}
            }
        }
        if language.is_complete() {
            let missing = english.keys().filter(|id| !there.contains_key(*id));
            complaints.extend(missing.map(|id| format!("{tag}: {id} is missing")));
        }
    }
    complain(complaints);
}

#[test]
fn the_name_of_a_text_begins_with_its_file_and_a_file_says_it_once() {
    let mut complaints = Vec::new();
    for language in Language::ALL {
        for (id, TextOf { part, .. }) in texts(language).all {
            if !id.starts_with(&format!("{part}-")) {
                complaints.push(format!("{}: {id} stands in {part}.ftl", language.tag()));
            }
        }
        complain(texts(language).twice);
    }
    complain(complaints);
}

#[test]
fn a_text_without_arguments_is_one_piece() {
    // It is handed out as it stands, without a copy.
    for language in Language::ALL {
        let words = Words::of(language);
        let all = texts(language).all;
        let plain = all.iter().filter(|(_, text)| text.arguments.is_empty());
        let broken = plain.filter(|(id, _)| words.plain(id).is_none());
        complain(
            broken
                .map(|(id, _)| format!("{}: {id}", language.tag()))
                .collect(),
        );
    }
}

#[test]
fn the_program_was_built_with_every_file() {
    for language in Language::ALL {
        let words = Words::of(language);
        for (id, text) in texts(language).all {
            let names = text.arguments.into_iter().map(|name| &*name.leak());
            let arguments: Vec<_> = names.map(|name| (name, 1.into())).collect();
            assert!(
                words.with(&id, &arguments).is_some(),
                "{id} is not built in"
            );
        }
    }
    assert!(file_names(Language::English).contains(&"page".to_owned()));
}

#[test]
fn german_is_german() {
    let english = texts(Language::English).all;
    let german = texts(Language::German).all;
    let mut complaints = Vec::new();
    let mut used = BTreeSet::new();
    for (id, text) in &english {
        let has_letters = text.letters.chars().any(char::is_alphabetic);
        if !has_letters || german.get(id).is_none_or(|german| german.text != text.text) {
            continue;
        }
        match SAME.iter().find(|same| **same == text.text) {
            Some(same) => {
                used.insert(*same);
            }
            None => complaints.push(format!("{id} = {}", text.text)),
        }
    }
    complain(complaints);
    let idle: Vec<_> = SAME.iter().filter(|same| !used.contains(**same)).collect();
    assert!(idle.is_empty(), "{idle:?} are no texts");
}
