// Ticks, frames and their renderings.
