//! Tests of the store on files of its own.
