//! `cargo xtask workload`: writes the standard workload, for `iamdiag simulate` or another engine.

pub(crate) mod generate;

use anyhow::{Context, Result, bail};
use std::io::{BufWriter, Write};

const USAGE: &str = "usage: cargo xtask workload [--seed N] [--requests N] > FILE";

/// Writes the requests to standard output, one object a line.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (mut seed, mut number) = generate::STANDARD;
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        match name.as_str() {
            "--seed" => {
                seed = value.parse().with_context(|| format!("`{value}` is no seed; expected a number"))?
            }
            "--requests" => {
                number = value.parse().with_context(|| format!("`{value}` is no number of requests"))?
            }
            _ => bail!(USAGE),
        }
    }
    let mut output = BufWriter::new(std::io::stdout().lock());
    for request in generate::requests(seed, number) {
        writeln!(output, "{request}")?;
    }
    Ok(output.flush()?)
}
