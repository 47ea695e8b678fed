#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gorgias_customers_fuzz::hidden(bytes));
