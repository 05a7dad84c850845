//! What is handed on: the crate's files, the scripts that make packages, and what README and docs say of them.

use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// The files of the crate, as cargo lists them.
fn crate_files() -> Vec<String> {
    let list = [
        "package",
        "--list",
        "--allow-dirty",
        "--offline",
        "--package",
        "mindgap",
    ];
    let listed = Command::new(env!("CARGO"))
        .args(list)
        .current_dir(ROOT)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&listed.stderr).into_owned();
    assert!(listed.status.success(), "{said}");
    let files = String::from_utf8(listed.stdout).unwrap();
    files.lines().map(str::to_owned).collect()
}

#[test]
fn the_crate_has_all_licences_data_and_lessons_and_no_tests() {
    let files = crate_files();
    let listed = |path: &str| files.iter().any(|file| file == path);
    for path in [
        "LICENSE",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "Cargo.lock",
        "src/main.rs",
    ] {
        assert!(listed(path), "{path} is missing");
    }
    for folder in ["data", "lessons/mind-the-gap", "src/web/page", "src/words"] {
        for entry in walk(&Path::new(ROOT).join(folder)) {
            let path = entry.strip_prefix(ROOT).unwrap().to_str().unwrap();
            assert!(listed(path), "{path} is missing");
        }
    }
    let foreign = |file: &&String| {
        ["tests/", "benches/", ".ci/", "src/kernel/"]
            .iter()
            .any(|folder| file.starts_with(folder))
    };
    assert_eq!(files.iter().find(foreign), None);
}

/// All files below a folder.
fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![path],
        })
        .collect()
}

#[test]
fn each_way_to_install_is_told_and_its_script_is_there_and_is_checked() {
    let (page, check) = (text("docs/install.md"), text(".ci/run"));
    assert!(text("README.md").contains("(docs/install.md)"));
    for script in [".ci/wheel", ".ci/deb", ".ci/tarball"] {
        assert!(
            page.contains(&format!("`{script}`")),
            "docs/install.md does not tell of {script}"
        );
        assert!(check.contains(script), ".ci/run does not run {script}");
        // Each makes what all share, and tries what it made.
        for step in [".ci/program", ".ci/try "] {
            assert!(text(script).contains(step), "{script} does without {step}");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_scripts_can_be_run_and_are_bash() {
    use std::os::unix::fs::PermissionsExt;
    for script in ["run", "program", "try", "wheel", "deb", "tarball"] {
        let path = Path::new(ROOT).join(".ci").join(script);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{script} cannot be run");
        let read = Command::new("bash").arg("-n").arg(&path).output().unwrap();
        assert!(
            read.status.success(),
            "{}",
            String::from_utf8_lossy(&read.stderr)
        );
    }
}
