//! The target `data_directory`: see `iamdiag_fuzz::data_directory`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| iamdiag_fuzz::data_directory(data));
