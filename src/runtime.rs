//! What a component without the standard library has to bring itself: memory and a panic handler.
//!
//! The standard library would add eight more imported interfaces (stdio, terminals, exit). This is
//! the only file with `unsafe`.
#![allow(
    unsafe_code,
    reason = "an allocator and the canonical ABI's entry point cannot be written without"
)]

use core::{
    alloc::{GlobalAlloc, Layout},
    panic::PanicInfo,
    ptr,
};

// wasi-libc, which the toolchain ships with the target. Linking it also gives `memcpy` and
// `memcmp`, which compiled code calls.
#[link(name = "c")]
// SAFETY: these are the signatures of C's standard library on a 32-bit target.
unsafe extern "C" {
    fn aligned_alloc(alignment: usize, size: usize) -> *mut u8;
    fn malloc(size: usize) -> *mut u8;
    fn realloc(block: *mut u8, size: usize) -> *mut u8;
    fn free(block: *mut u8);
}

/// The alignment that `malloc` and `realloc` give.
const MALLOC_ALIGNMENT: usize = 16;

struct Libc;

// SAFETY: every block comes from `malloc`, `aligned_alloc` or `realloc` with the size and at least
// the alignment asked for, and goes back by `free` or `realloc`. Failure is null, as it has to be.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: both take any size; the alignment of a layout is a power of two.
        unsafe {
            if layout.align() <= MALLOC_ALIGNMENT {
                malloc(layout.size())
            } else {
                aligned_alloc(layout.align(), layout.size())
            }
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, _layout: Layout) {
        // SAFETY: the caller gives a block of this allocator.
        unsafe { free(block) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() <= MALLOC_ALIGNMENT {
            // SAFETY: the caller gives a block of this allocator; the alignment stays.
            return unsafe { realloc(block, size) };
        }
        // SAFETY: the caller vouches for the size; old and new block are different, and the
        // smaller of both sizes lies within both.
        unsafe {
            let moved = aligned_alloc(layout.align(), size);
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, layout.size().min(size));
                free(block);
            }
            moved
        }
    }
}

#[global_allocator]
static ALLOCATOR: Libc = Libc;

/// There is nowhere to print to. The trap tells the host; the next call gets a new instance.
#[panic_handler]
fn trap(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// How a host gets memory in the component for what it passes in, by the canonical ABI. The
/// standard library would bring it.
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
    let block = match (old_size, new_size) {
        (0, 0) => return ptr::without_provenance_mut(alignment),
        // SAFETY: the canonical ABI gives alignments that are powers of two, and a size that did
        // not fit the address space would end in null.
        (0, _) => unsafe {
            ALLOCATOR.alloc(Layout::from_size_align_unchecked(new_size, alignment))
        },
        // SAFETY: the block came from here with this layout.
        _ => unsafe {
            let layout = Layout::from_size_align_unchecked(old_size, alignment);
            ALLOCATOR.realloc(block, layout, new_size)
        },
    };
    if block.is_null() {
        core::arch::wasm32::unreachable();
    }
    block
}
