//! The target `simulate_lines`: see `iamdiag_fuzz::simulate_lines`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| iamdiag_fuzz::simulate_lines(data));
