//! Where passwords come from: the environment, a file, a prompt. Never an argument.

use std::env;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::Exit;
use super::args::AccessArguments;
use super::terminal::{say, say_failure};
use crate::profile::{Level, Login, PasswordForm, Profile};
use crate::secret::Password;
use crate::worker::Credentials;

/// The environment variable that holds the password of the level that is used; with
/// `_1` to `_9` behind it, the one of that level.
const VARIABLE: &str = "FLAGPORT_PASSWORD";

/// The longest file that is read for its first line, in bytes.
const MAX_FILE: u64 = 4096;

/// The passwords that `level` of `profile` takes: its own, and one to read by where
/// that is another. Each is only asked for if its level needs one.
pub(super) fn credentials(
    arguments: &AccessArguments,
    profile: &Profile,
    level: Option<u8>,
) -> Result<Vec<Credentials>, Exit> {
    let Some(main) = level else {
        return Ok(Vec::new());
    };
    let programming = profile.programming.as_ref();
    let mut numbers = programming.map_or_else(Vec::new, |known| known.levels_asked([main]));
    if !numbers.contains(&main) {
        // One that was chosen below the level that reading needs.
        numbers = vec![main];
    }
    let mut given = Vec::new();
    for number in numbers {
        given.extend(of_level(arguments, profile, number, number == main)?);
    }
    Ok(given)
}

/// The password of one level; the one that is not named by its level is for `main`.
fn of_level(
    arguments: &AccessArguments,
    profile: &Profile,
    number: u8,
    main: bool,
) -> Result<Option<Credentials>, Exit> {
    let known = profile
        .programming
        .as_ref()
        .and_then(|known| known.level(number));
    // One that is not known takes a plain password.
    let plain = Level {
        number,
        name: String::new(),
        login: Login::P1,
        password: PasswordForm::default(),
        help: String::new(),
    };
    let level = known.unwrap_or(&plain);
    if level.login == Login::Open {
        return Ok(None);
    }
    let password = find(arguments, profile, level, main)?;
    check_form(&password, level)?;
    Ok(Some(Credentials {
        level: number,
        password,
    }))
}

fn find(
    arguments: &AccessArguments,
    profile: &Profile,
    level: &Level,
    main: bool,
) -> Result<Password, Exit> {
    if let Some(path) = arguments.password_file.as_ref().filter(|_| main) {
        return of_file(path);
    }
    let own = format!("{VARIABLE}_{}", level.number);
    let variables = [Some(own.as_str()), Some(VARIABLE).filter(|_| main)];
    for variable in variables.into_iter().flatten() {
        if let Some(password) = of_variable(variable)? {
            return Ok(password);
        }
    }
    let name = level_name(level);
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        let places = match main {
            true => format!("{VARIABLE} or with --password-file"),
            false => own,
        };
        say_failure(
            format!("{name} of {} needs a password", profile.name),
            format!("give it in {places}, or run this on a terminal"),
        );
        return Err(Exit::Usage);
    }
    let prompt = format!("Password for {name} of {}: ", profile.title);
    match rpassword::prompt_password(prompt) {
        Ok(text) => Ok(Password::new(text)),
        Err(error) => {
            say_failure(
                format!("no password was given: {error}"),
                format!("{VARIABLE} or --password-file"),
            );
            Err(Exit::Failed)
        }
    }
}

fn of_variable(name: &str) -> Result<Option<Password>, Exit> {
    let text = env::var_os(name).map(|text| text.into_string().map(Password::new));
    text.transpose().map_err(|_| {
        say_failure(
            format!("{name} holds something else than text"),
            "how it was set",
        );
        Exit::Usage
    })
}

fn level_name(level: &Level) -> String {
    match level.name.as_str() {
        "" => format!("level {}", level.number),
        name => format!("level {} ({name})", level.number),
    }
}

/// The first line of a file, without its end.
fn of_file(path: &Path) -> Result<Password, Exit> {
    let read = || -> io::Result<Zeroizing<Vec<u8>>> {
        let file = std::fs::File::open(path)?;
        warn_of_readers(path, &file);
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(MAX_FILE).unwrap_or(0)));
        file.take(MAX_FILE).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| {
        say_failure(
            format!(
                "the password file {} cannot be read: {error}",
                path.display()
            ),
            "the name after --password-file",
        );
        Exit::Failed
    })?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok(text) => Ok(Password::new(text.to_owned())),
        Err(_) => {
            say_failure(
                format!("the password file {} holds no text", path.display()),
                "the name after --password-file",
            );
            Err(Exit::Failed)
        }
    }
}

#[cfg(unix)]
fn warn_of_readers(path: &Path, file: &std::fs::File) {
    use std::os::unix::fs::PermissionsExt;
    /// Everybody but the owner.
    const OTHERS: u32 = 0o077;
    let mode = file.metadata().map(|known| known.permissions().mode());
    if mode.is_ok_and(|mode| mode & OTHERS != 0) {
        say(format!(
            "others may read {}; chmod 600 keeps it for you",
            path.display()
        ));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_path: &Path, _file: &std::fs::File) {}

/// Whether the password can be one at all, before it is sent: a wrong one counts.
fn check_form(password: &Password, level: &Level) -> Result<(), Exit> {
    let form = &level.password;
    let text = password.reveal();
    let length = text.chars().count();
    let fits = (usize::from(form.min)..=usize::from(form.max)).contains(&length);
    let of = level_name(level);
    if !fits {
        let wanted = if form.min == form.max {
            format!("{} characters", form.min)
        } else {
            format!("{} to {} characters", form.min, form.max)
        };
        say_failure(
            format!("a password for {of} has {wanted}; it was not sent"),
            "the password, and blanks around it",
        );
        return Err(Exit::Usage);
    }
    if !text.chars().all(|c| form.characters.allow(c)) {
        say_failure(
            format!(
                "a password for {of} takes {}; it was not sent",
                form.characters.in_words()
            ),
            "the password, and blanks around it",
        );
        return Err(Exit::Usage);
    }
    Ok(())
}
