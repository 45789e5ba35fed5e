//! One test binary: a module for each layer.

mod codec;
