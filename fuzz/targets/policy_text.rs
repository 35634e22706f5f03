//! The target `policy_text`: see `iamdiag_fuzz::policy_text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| iamdiag_fuzz::policy_text(data));
