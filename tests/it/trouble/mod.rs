//! Trouble with the place: a full disk, a folder that may not be written, that is gone or
//! is a file, a name that is too long. Everything that writes says what is wrong and
//! where, and leaves no half of a file.
//!
//! A full disk and one that may only be read are real ones: small `tmpfs` mounts that a
//! child sees alone (`unshare`, as root or with user namespaces). Where that is not
//! permitted, as in some containers, these tests say that they were skipped.

mod disk;
mod program;
mod writers;

use std::fs;

use disk::{Disk, Kind};
use writers::{Told, WRITERS, try_all};

/// Every writer has failed, has named the place, and has said what to do.
fn check_all_failed(told: &[Told], expected: &[&str]) {
    assert_eq!(told.len(), WRITERS.len());
    for told in told {
        let said = told.failed.as_ref();
        let said = said.unwrap_or_else(|| panic!("{} has written something", told.what));
        assert!(
            expected.iter().any(|words| said.contains(words)),
            "{}: {said}",
            told.what
        );
        assert!(
            said.contains("place"),
            "{} names no path: {said}",
            told.what
        );
        assert!(said.contains("; "), "{} gives no hint: {said}", told.what);
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_half() {
    let Some(disk) = Disk::new(Kind::Full) else {
        return;
    };
    let told = disk.try_all();
    check_all_failed(&told, &["the disk is full"]);
}

#[test]
fn a_disk_that_fills_up_in_the_middle_of_a_file_is_told() {
    let Some(disk) = Disk::new(Kind::Nearly) else {
        return;
    };
    let told = disk.try_all();
    // Whatever finds room is written whole; the visit is too large for the disk.
    for told in &told {
        match &told.failed {
            Some(said) => assert!(said.contains("the disk is full"), "{said}"),
            None => assert_ne!(told.what, "visit"),
        }
    }
    assert!(told.iter().any(|told| told.failed.is_none()));
}

#[test]
fn a_disk_that_may_only_be_read_is_told() {
    let Some(disk) = Disk::new(Kind::ReadOnly) else {
        return;
    };
    let told = disk.try_all();
    check_all_failed(&told, &["may be written into", "may only be read"]);
}

#[test]
fn a_file_in_place_of_the_folder_is_told_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("place");
    fs::write(&place, "mine").unwrap();
    let told = try_all(&place);
    check_all_failed(
        &told,
        &["is a file", "File exists", "Not a directory", "exists"],
    );
    assert_eq!(fs::read_to_string(&place).unwrap(), "mine");
}

#[test]
fn a_name_that_is_too_long_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join(format!("place{}", "x".repeat(300)));
    let told = try_all(&place);
    check_all_failed(&told, &["too long", "name", "path"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_gone_is_made_again_for_data_and_told_for_exports() {
    for (what, write) in WRITERS {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("place");
        let is_export = ["export", "report", "parameter set"].contains(&what);
        for _ in 0..2 {
            let result = write(&place);
            assert_eq!(result.is_err(), is_export, "{what}: {result:?}");
            if let Err(said) = result {
                assert!(said.contains("there is no folder"), "{said}");
            }
            let _ = fs::remove_dir_all(&place);
        }
    }
}
