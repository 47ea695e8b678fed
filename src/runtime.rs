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
    arch::wasm32::{memory_grow, unreachable},
    cell::Cell,
    panic::PanicInfo,
    ptr,
};

const PAGE: usize = 64 << 10;

/// Memory for the length of one call: blocks are laid end to end, and when the last one is gone,
/// it starts over.
///
/// A call allocates little, keeps nearly all of it to the end, and leaves nothing behind; so this
/// uses no more memory than a general allocator, at a tenth of its code. What a program does
/// repeatedly in one call, freeing or growing the block it made last, is done in place.
struct Arena {
    /// Where the memory begins, once there is some.
    base: Cell<usize>,
    /// Where the next block goes.
    top: Cell<usize>,
    /// Where the memory ends.
    end: Cell<usize>,
    /// How many blocks are in use.
    live: Cell<usize>,
    /// Where the block was that was given back last without being the last one, from its start to
    /// its end. Generated code gives two blocks back in the order in which it made them.
    hole: Cell<(usize, usize)>,
}

// SAFETY: a component of this kind runs on one thread.
unsafe impl Sync for Arena {}

#[global_allocator]
static ARENA: Arena = Arena {
    base: Cell::new(0),
    top: Cell::new(0),
    end: Cell::new(0),
    live: Cell::new(0),
    hole: Cell::new((0, 0)),
};

impl Arena {
    /// Makes room for a block that ends at `top`, by growing the memory if need be.
    fn reserve(&self, top: usize) -> bool {
        let missing = top.saturating_sub(self.end.get()).div_ceil(PAGE);
        if missing == 0 {
            return true;
        }
        let pages = memory_grow::<0>(missing);
        // All bits are set when it failed. The last page that there can be is left alone, since
        // its end is no address.
        let end = pages
            .checked_add(missing)
            .and_then(|pages| pages.checked_mul(PAGE));
        match end {
            // Nobody else grows the memory, so the new pages continue the old ones.
            Some(end) if pages * PAGE == self.end.get() => {
                self.end.set(end);
                true
            }
            _ => false,
        }
    }

    /// Finds out where the memory ends that the linker laid out; ours begins there.
    fn start(&self) {
        if self.end.get() == 0 {
            let end = memory_grow::<0>(0) * PAGE;
            self.base.set(end);
            self.top.set(end);
            self.end.set(end);
        }
    }
}

// SAFETY: a block lies between `base` and `top` with the size and alignment asked for, and no two
// blocks in use overlap: `top` only moves down to the start of a block that is given back, or of the
// hole below it, or to `base` when all are. The hole lies below `top` and is forgotten as soon as
// `top` reaches it. Failure is null.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.start();
        let start = self.top.get().next_multiple_of(layout.align());
        let Some(top) = start.checked_add(layout.size()) else {
            return ptr::null_mut();
        };
        if !self.reserve(top) {
            return ptr::null_mut();
        }
        self.top.set(top);
        self.live.set(self.live.get() + 1);
        ptr::with_exposed_provenance_mut(start)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let start = block.expose_provenance();
        let end = start + layout.size();
        self.live.set(self.live.get() - 1);
        if self.live.get() == 0 {
            self.top.set(self.base.get());
            self.hole.set((0, 0));
        } else if end != self.top.get() {
            self.hole.set((start, end));
        } else if self.hole.get().1 == start {
            self.top.set(self.hole.take().0);
        } else {
            self.top.set(start);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = block.expose_provenance();
        let is_last = start + layout.size() == self.top.get();
        if size <= layout.size() {
            if is_last {
                self.top.set(start + size);
            }
            return block;
        }
        if is_last && start.checked_add(size).is_some_and(|top| self.reserve(top)) {
            self.top.set(start + size);
            return block;
        }
        // SAFETY: the caller vouches for size and alignment; the new block is at least as large
        // as the old one and overlaps nothing in use.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, layout.size());
                self.dealloc(block, layout);
            }
            moved
        }
    }
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
        // SAFETY: the canonical ABI gives alignments that are powers of two.
        (0, _) => unsafe { ARENA.alloc(Layout::from_size_align_unchecked(new_size, alignment)) },
        // SAFETY: the block came from here with this layout.
        _ => unsafe {
            let layout = Layout::from_size_align_unchecked(old_size, alignment);
            ARENA.realloc(block, layout, new_size)
        },
    };
    if block.is_null() {
        unreachable();
    }
    block
}

/// Comparing bytes, which compiled code calls by this name; copying is an instruction. The
/// target's libc has it, but brings the imports of newer interfaces than the world's.
///
/// # Safety
/// Both pointers are good for `size` bytes, as C's `memcmp` asks.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, size: usize) -> i32 {
    for at in 0..size {
        // SAFETY: `at` is below `size`.
        let (left, right) = unsafe { (*left.add(at), *right.add(at)) };
        if left != right {
            return i32::from(left) - i32::from(right);
        }
    }
    0
}

/// There is nowhere to print to. The trap tells the host; the next call gets a new instance.
#[panic_handler]
fn trap(_: &PanicInfo) -> ! {
    unreachable()
}
