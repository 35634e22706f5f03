//! Writes the seeds as files, one a seed: `iamdiag-fuzz CASES EXAMPLES DIRECTORY`.

#![forbid(unsafe_code)]

use iamdiag_fuzz::seeds::Seeds;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cases, examples, directory] = arguments.as_slice() else {
        eprintln!("usage: iamdiag-fuzz CASES EXAMPLES DIRECTORY");
        return ExitCode::from(2);
    };
    match write(Path::new(cases), Path::new(examples), Path::new(directory)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write the seeds of {cases} to {directory}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(cases: &Path, examples: &Path, directory: &Path) -> io::Result<()> {
    let seeds = Seeds::read(cases, examples)?;
    write_all(&directory.join("policy_text"), &seeds.policy_text)?;
    write_all(&directory.join("patterns"), &seeds.patterns)?;
    write_all(&directory.join("simulate_lines"), &seeds.simulate_lines)?;
    write_all(&directory.join("data_directory"), &seeds.data_directory)
}

fn write_all(directory: &Path, seeds: &BTreeSet<String>) -> io::Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(directory.join(format!("{number:05}")), seed)?;
    }
    Ok(())
}
