//! 7E1 in software: even parity in bit 7 of every byte.
