//! Memory and a panic handler, which a component without the standard library has to bring itself.
//!
//! The standard library would add eight more imported interfaces (stdio, terminals, exit). This is
//! the only file with `unsafe`.
#![allow(
    unsafe_code,
    reason = "the canonical ABI's entry point cannot be written without"
)]

use alloc::alloc::{alloc, realloc};
use core::{alloc::Layout, arch::wasm32::unreachable, panic::PanicInfo, ptr};
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Gives a host memory in the component for what it passes in, by the canonical ABI. On this
/// target the standard library would bring it, and wit-bindgen therefore does not.
///
/// # Safety
/// Only hosts call it, and they keep the canonical ABI: a block is either new (`old_size` is 0) or
/// came from here with `old_size` and `alignment`.
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(
    block: *mut u8,
    old_size: usize,
    alignment: usize,
    new_size: usize,
) -> *mut u8 {
    // SAFETY: the canonical ABI gives alignments that are powers of two and blocks that came from
    // here; no block is made that is empty.
    let block = unsafe {
        match (old_size, new_size) {
            (0, 0) => return ptr::without_provenance_mut(alignment),
            (0, _) => alloc(Layout::from_size_align_unchecked(new_size, alignment)),
            _ => {
                let layout = Layout::from_size_align_unchecked(old_size, alignment);
                realloc(block, layout, new_size)
            }
        }
    };
    if block.is_null() {
        unreachable();
    }
    block
}

/// Traps, since there is nowhere to print to. The trap tells the host; the next call gets a new instance.
#[panic_handler]
fn trap(_: &PanicInfo) -> ! {
    unreachable()
}
