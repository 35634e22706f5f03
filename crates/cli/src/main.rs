//! The binary: hands the process's surroundings to the library.

use iamdiag::{Environment, Streams, run};
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let environment = Environment::of_process();
    let mut streams = Streams {
        stdin: &mut io::stdin().lock(),
        stdout: &mut io::stdout().lock(),
        stderr: &mut io::stderr().lock(),
    };
    run(std::env::args_os(), &mut streams, &environment).into()
}
