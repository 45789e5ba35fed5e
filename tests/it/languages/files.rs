//! The files of the languages, read apart from the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use flagport::language::Language;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser::parse;

/// A text of a file.
pub(super) struct TextOf {
    /// The name of its file.
    pub(super) part: String,
    pub(super) arguments: BTreeSet<String>,
    /// As it stands in the file.
    pub(super) text: String,
    /// What of it is not an argument.
    pub(super) letters: String,
}

/// All texts of a language by their names, and what is wrong with the files.
pub(super) struct Texts {
    pub(super) all: BTreeMap<String, TextOf>,
    pub(super) damage: Vec<String>,
    /// Names that stand there more than once.
    pub(super) twice: Vec<String>,
}

fn folder(language: Language) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("assets/languages")
        .join(language.tag())
}

/// The names of the files of a language, without their endings, sorted.
pub(super) fn file_names(language: Language) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder(language))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// Reads all files of a language.
pub(super) fn texts(language: Language) -> Texts {
    let mut texts = Texts {
        all: BTreeMap::new(),
        damage: Vec::new(),
        twice: Vec::new(),
    };
    for part in file_names(language) {
        let path = folder(language).join(format!("{part}.ftl"));
        let source = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let resource = parse(source.as_str()).unwrap_or_else(|(resource, errors)| {
            let told = errors.iter().map(|e| format!("{}: {e}", path.display()));
            texts.damage.extend(told);
            resource
        });
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let id = message.id.name.to_owned();
            let Some(value) = message.value else {
                texts.damage.push(format!("{id} says nothing"));
                continue;
            };
            let mut told = TextOf {
                part: part.clone(),
                arguments: BTreeSet::new(),
                text: String::new(),
                letters: String::new(),
            };
            read_pattern(&value, &mut told);
            if texts.all.insert(id.clone(), told).is_some() {
                texts.twice.push(id);
            }
        }
    }
    texts
}

fn read_pattern(pattern: &Pattern<&str>, told: &mut TextOf) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                told.text.push_str(value);
                told.letters.push_str(value);
            }
            PatternElement::Placeable { expression } => read_expression(expression, told),
        }
    }
}

fn read_expression(expression: &Expression<&str>, told: &mut TextOf) {
    match expression {
        Expression::Inline(inline) => read_inline(inline, told),
        Expression::Select { selector, variants } => {
            read_inline(selector, told);
            for variant in variants {
                read_pattern(&variant.value, told);
            }
        }
    }
}

fn read_inline(inline: &InlineExpression<&str>, told: &mut TextOf) {
    match inline {
        InlineExpression::VariableReference { id } => {
            told.arguments.insert(id.name.to_owned());
            told.text.push('$');
            told.text.push_str(id.name);
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            let CallArguments { positional, .. } = arguments;
            for argument in positional {
                read_inline(argument, told);
            }
        }
        InlineExpression::StringLiteral { value } => told.text.push_str(value),
        InlineExpression::Placeable { expression } => read_expression(expression, told),
        InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {
            told.text.push('?');
        }
    }
}
