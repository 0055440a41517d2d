#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzed::language_server::run(data));
