//! The target `patterns`: see `iamdiag_fuzz::patterns`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| iamdiag_fuzz::patterns(data));
